export function Sudo() {
  return null
}
