export function CodeForm(_: { readonly dialogue: string }) {
  return null
}
