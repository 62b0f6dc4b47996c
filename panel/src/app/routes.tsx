import { Overview } from '../overview/Overview.tsx'
import { lazily } from './lazily.tsx'
import { More } from './More.tsx'
import { NoPage } from './NoPage.tsx'

const Accounts = lazily(() => import('../accounts/Accounts.tsx'), 'Accounts')
const Account = lazily(() => import('../accounts/Account.tsx'), 'Account')
const Checks = lazily(() => import('../checks/Checks.tsx'), 'Checks')
const Check = lazily(() => import('../checks/Check.tsx'), 'Check')
const Lists = lazily(() => import('../checks/Lists.tsx'), 'Lists')
const Logins = lazily(() => import('../logins/Logins.tsx'), 'Logins')
const Login = lazily(() => import('../logins/Login.tsx'), 'Login')
const Customers = lazily(() => import('../customers/Customers.tsx'), 'Customers')
const Ledger = lazily(() => import('../customers/Ledger.tsx'), 'Ledger')
const Alerts = lazily(() => import('../alerts/Alerts.tsx'), 'Alerts')
const Evidence = lazily(() => import('../evidence/Evidence.tsx'), 'Evidence')
const Audit = lazily(() => import('../audit/Audit.tsx'), 'Audit')
const Settings = lazily(() => import('../settings/Settings.tsx'), 'Settings')
const Doctor = lazily(() => import('../doctor/Doctor.tsx'), 'Doctor')

/** The pages by their addresses; the last stands for all others. */
export const ROUTES = [
  { path: '/', Page: Overview },
  { path: '/accounts', Page: Accounts },
  { path: '/accounts/:name', Page: Account },
  { path: '/checks', Page: Checks },
  { path: '/checks/:id', Page: Check },
  { path: '/checks/:id/lists/:kind', Page: Lists },
  { path: '/logins', Page: Logins },
  { path: '/logins/:id', Page: Login },
  { path: '/customers', Page: Customers },
  { path: '/customers/:id', Page: Customers },
  { path: '/ledger', Page: Ledger },
  { path: '/alerts', Page: Alerts },
  { path: '/alerts/:tab', Page: Alerts },
  { path: '/evidence', Page: Evidence },
  { path: '/audit', Page: Audit },
  { path: '/settings', Page: Settings },
  { path: '/settings/:section', Page: Settings },
  { path: '/doctor', Page: Doctor },
  { path: '/more', Page: More },
  { path: '*', Page: NoPage },
] as const
