export function Logins() {
  return null
}
