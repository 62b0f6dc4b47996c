/** What the operating system refused, in words: its own codes mean nothing to most readers. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EADDRINUSE: 'the port is in use',
  EBUSY: 'it is in use',
  ECONNREFUSED: 'nothing answers there',
  ECONNRESET: 'the connection was cut',
  EEXIST: 'there is something of that name already',
  EHOSTUNREACH: 'there is no way to that machine',
  EISDIR: 'it is a folder',
  ELOOP: 'a symbolic link stands there',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'its name is too long',
  ENOENT: 'it is not there',
  ENOLCK: 'there are no locks',
  ENOTDIR: 'a file stands where a folder should be',
  ENOTFOUND: 'no machine has that name',
  EPERM: 'the system does not allow it',
  EROFS: 'the file system is read-only',
  ETIMEDOUT: 'no answer came in time',
}

/** Why the system refused, by the code of its error; the code itself where there are no words. */
export function systemReason(code: string): string {
  return REASONS[code] ?? `the system says ${code}`
}
