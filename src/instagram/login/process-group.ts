import { readdir, readFile } from 'node:fs/promises'

/**
 * Whether a process of that group still runs. One that has ended counts for nothing, even while the
 * system still lists it: its parent may be the first process of a container, which looks at such
 * children once a second, or never.
 */
export async function groupRuns(group: number): Promise<boolean> {
  try {
    process.kill(-group, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  const states = await statesOf(group)
  return states.length === 0 || states.some((state) => state !== 'Z' && state !== 'X')
}

/** The states of the group's processes; none where the system does not show them. */
async function statesOf(group: number): Promise<readonly string[]> {
  const names = await readdir('/proc').catch(() => [])
  const found = await Promise.all(
    names.map(async (name) => {
      if (!/^\d+$/.test(name)) return []
      const text = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
      // The name of the program comes before, in brackets, and may hold any of them.
      const [state = '', , itsGroup] = text.slice(text.lastIndexOf(')') + 2).split(' ')
      return Number(itsGroup) === group ? [state] : []
    }),
  )
  return found.flat()
}
