/** The samples of a text for Prometheus whose names begin so: name and labels, and the value. */
export function withPrefix(text: string, prefix: string): ReadonlyMap<string, number> {
  const lines = text.split('\n').filter((line) => line.startsWith(prefix))
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ')
      return [line.slice(0, at), Number(line.slice(at + 1))]
    }),
  )
}
