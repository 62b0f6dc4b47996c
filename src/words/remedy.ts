import type { Standing } from '../accounts/standing.ts'

/** What the operator does about an account in this standing, as one sentence. */
export function remedy(standing: Standing, username: string): string {
  const resume = `then run: evercheck account resume ${username}`
  switch (standing) {
    case 'active':
      return 'Nothing needs to be done.'
    case 'paused':
      return `To use it again run: evercheck account resume ${username}`
    case 'wrong-password':
      return `Store the right password: evercheck account add ${username} --password-file FILE`
    case 'code-needed':
      return `Store its TOTP secret: evercheck account add ${username} --password-file FILE --totp-file FILE`
    case 'challenged':
      return `Open instagram.com in a browser, log in as ${username}, answer what Instagram asks, ${resume}`
    case 'blocked':
      return 'It is used again by itself when the block is over; let it rest until then.'
    case 'suspended':
      return `Open instagram.com as ${username} and follow what Instagram says about the account, ${resume}`
    case 'failing':
      return `Run: evercheck doctor, mend what it names, ${resume}`
  }
}
