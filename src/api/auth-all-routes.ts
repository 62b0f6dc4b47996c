import type { FastifyInstance } from 'fastify'
import { authAdminRoutes } from './auth-admin-routes.ts'
import { authLinksRoutes } from './auth-links-routes.ts'
import { authMeansRoutes } from './auth-means-routes.ts'
import { type AuthContext, authRoutes } from './auth-routes.ts'

/** Everything about who may come in: signing in, operators, tokens, the audit log. */
export function accessRoutes(context: AuthContext): (app: FastifyInstance) => void {
  const routes = [
    authRoutes(context),
    authMeansRoutes(context),
    authAdminRoutes(context),
    authLinksRoutes(context),
  ]
  return (app) => {
    for (const register of routes) register(app)
  }
}
