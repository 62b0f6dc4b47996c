import { readFile, realpath } from 'node:fs/promises'

/** The data folder is on a volume that other machines share. */
export class DataVolumeError extends Error {
  override readonly name = 'DataVolumeError'
  readonly code = 'DATA_VOLUME'
}

/** File systems that come over the network, as Linux names them. */
const SHARED =
  /^(nfs4?|cifs|smb[23s]?|smbfs|ceph|lustre|afs|ncpfs|glusterfs|gpfs|beegfs|orangefs|fuse\.(sshfs|glusterfs|ceph|s3fs|rclone|gcsfuse|blobfuse2?|davfs|curlftpfs|juicefs|mfs))$/

/**
 * Refuses a folder on a network volume: another machine could open the same files, whose locks this
 * one does not see, and many such volumes do not keep what they say is written.
 * @throws DataVolumeError DATA_VOLUME
 */
export async function refuseSharedVolume(folder: string): Promise<void> {
  const mounts = await readFile('/proc/self/mountinfo', 'utf8').catch(() => null)
  if (mounts === null) return
  const type = fileSystemOf(await realpath(folder), mounts)
  if (!SHARED.test(type)) return
  throw new DataVolumeError(
    `The data folder ${folder} is on a network volume (${type}), where a database cannot be kept safely: other machines could open it too. Choose a folder on a disk of this machine (EVERCHECK_DATA), or set DATABASE_URL.`,
  )
}

/** The type of the file system that a path is on, from the text of `/proc/self/mountinfo`. */
export function fileSystemOf(path: string, mounts: string): string {
  let best = { point: '', type: '' }
  for (const line of mounts.split('\n')) {
    const [before, after] = line.split(' - ')
    const point = before?.split(' ')[4]?.replace(/\\(\d{3})/g, characterOf)
    const type = after?.split(' ')[0]
    if (point === undefined || type === undefined) continue
    const holds = path === point || path.startsWith(point.endsWith('/') ? point : `${point}/`)
    // A later one of the same place lies on top.
    if (holds && point.length >= best.point.length) best = { point, type }
  }
  return best.type
}

function characterOf(_all: string, code: string): string {
  return String.fromCharCode(Number.parseInt(code, 8))
}
