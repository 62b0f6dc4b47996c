import { expect, test } from 'vitest'
import { fileSystemOf } from './volume.ts'

const MOUNTS = `22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
31 22 0:27 / /mnt/team rw,relatime shared:5 - nfs4 server:/team rw
32 31 254:1 / /mnt/team/local rw - xfs /dev/vdb rw
33 22 0:28 / /mnt/with\\040blank rw - cifs //server/share rw
34 22 0:29 / /media/far rw - fuse.sshfs me@far: rw
35 34 0:30 / /media/far rw - tmpfs tmpfs rw
`

test.each([
  ['/home/ada/data', 'ext4'],
  ['/mnt/team/data', 'nfs4'],
  ['/mnt/team', 'nfs4'],
  ['/mnt/teams', 'ext4'],
  ['/mnt/team/local/data', 'xfs'],
  ['/mnt/with blank/data', 'cifs'],
  ['/media/far/data', 'tmpfs'],
])('%s is on %s', (path, type) => {
  expect(fileSystemOf(path, MOUNTS)).toBe(type)
})
