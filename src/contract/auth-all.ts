import * as auth from './auth.ts'
import * as authAdmin from './auth-admin.ts'
import * as authLinks from './auth-links.ts'
import * as authMeans from './auth-means.ts'
import type { Endpoint } from './endpoint.ts'

/** The endpoints of signing in, operators, tokens, links and the audit log. */
export const ACCESS_ENDPOINTS: readonly Endpoint[] = [
  auth.readInvitation,
  auth.offerPasskey,
  auth.registerPasskey,
  auth.offerTotp,
  auth.registerPassword,
  auth.askPasskey,
  auth.signInByPasskey,
  auth.signInByPassword,
  auth.readMe,
  auth.signOut,
  auth.askAgainForPasskey,
  auth.askAgain,
  authMeans.listSessions,
  authMeans.endSession,
  authMeans.endOtherSessions,
  authMeans.listPasskeys,
  authMeans.offerAnotherPasskey,
  authMeans.addPasskey,
  authMeans.removePasskey,
  authMeans.offerNewTotp,
  authMeans.setPassword,
  authAdmin.listOperators,
  authAdmin.inviteOperator,
  authAdmin.changeOperator,
  authAdmin.resetOperator,
  authAdmin.removeOperator,
  authAdmin.listTokens,
  authAdmin.createToken,
  authAdmin.revokeToken,
  authAdmin.readAudit,
  authLinks.createLink,
  authLinks.listLinks,
  authLinks.revokeLink,
  authLinks.readShared,
  authLinks.publicStatus,
]
