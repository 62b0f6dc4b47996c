import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { cursorText } from '../events/event.ts'
import { endOfEvents } from '../events/event-store.ts'
import { ListenFailedError } from '../health/listen-failed.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Tell } from '../telemetry/events.ts'
import { lookupBySystem } from '../webhooks/public-address.ts'
import { type AccountsContext, accountsRoutes } from './accounts-routes.ts'
import { alertsRoutes } from './alerts-routes.ts'
import { accessRoutes } from './auth-all-routes.ts'
import { Guard, writeDownBy } from './auth-guard.ts'
import type { AuthContext } from './auth-routes.ts'
import { type AuthenticateContext, authenticateBy } from './authenticate.ts'
import { type ChannelsContext, channelsRoutes } from './channels-routes.ts'
import { type ChecksContext, checksRoutes } from './checks-routes.ts'
import { customersRoutes } from './customers-routes.ts'
import { type DialoguesContext, dialogueRoutes } from './dialogue-routes.ts'
import { divertToPractice } from './divert.ts'
import { errorsRoutes } from './errors-routes.ts'
import { eventsRoutes } from './events-routes.ts'
import { type HistoryContext, historyRoutes } from './history-routes.ts'
import { importsRoutes } from './imports-routes.ts'
import { moneyRoutes } from './money-routes.ts'
import { type OperationContext, operationRoutes } from './operation-routes.ts'
import { FIRST_ANSWERS_MS, PANEL_FOLDER, panelFiles } from './panel-files.ts'
import { type Practice, practiceRoutes } from './practice-routes.ts'
import { Renewals } from './renewals.ts'
import { type ResultsContext, resultsRoutes } from './results-routes.ts'
import { API_PREFIX, buildServer, type ServerLimits } from './server.ts'
import { type SessionsContext, sessionsRoutes } from './sessions-routes.ts'
import { statusPage } from './status-page.ts'
import { EventHub, type HubContext } from './stream/hub.ts'
import { watchingRoutes } from './watching-routes.ts'
import { webhooksRoutes } from './webhooks-routes.ts'

/** What the API needs of the app. */
export type ApiContext = {
  readonly config: {
    readonly service: { readonly originalEndpoints: boolean; readonly webhooksPrivate: boolean }
  }
} & ChecksContext &
  Omit<DialoguesContext, 'authenticate'> &
  AccountsContext &
  OperationContext &
  ResultsContext &
  HubContext &
  ChannelsContext &
  HistoryContext &
  Omit<SessionsContext, 'renewals'> &
  AuthenticateContext &
  AuthContext & { readonly clock: Clock } & { readonly tell: Tell }

export type ApiOptions = {
  readonly listen: { readonly setting: string; readonly host: string; readonly port: number }
  readonly version: string
  /** What else answers on this listener: the panel, signing in. */
  readonly beside?: readonly ((app: FastifyInstance) => Promise<void>)[]
  readonly limits?: ServerLimits
  /** How long a page of the panel waits for the answers that go with it. */
  readonly firstAnswersMs?: number
  /**
   * Where practices are begun, or what is seen of the one that this is. Whoever shows the panel to
   * people has one: it is offered there. Null where nobody looks.
   */
  readonly practice: Practice | null
}

/** The API, while it answers. */
export type Api = {
  /** Where it answers, such as `http://localhost:8080/api/v1`. */
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

/** Starts to answer. @throws ListenFailedError LISTEN_FAILED */
export async function startApi(context: ApiContext, options: ApiOptions): Promise<Api> {
  const renewals = new Renewals(context)
  const hub = new EventHub(context)
  const { webhooksPrivate: allowsPrivate } = context.config.service
  const reach = { allowsPrivate, lookup: lookupBySystem }
  const access = context.config.service
  const place = async (): Promise<string> => cursorText(await endOfEvents(context))
  const authenticate = authenticateBy(context, access)
  const waitMs = options.firstAnswersMs ?? FIRST_ANSWERS_MS
  const server = await buildServer(context, {
    authenticate,
    guard: new Guard(context, access),
    trustedHops: access.trustedHops,
    writeDown: writeDownBy(context),
    isHttps: access.publicUrl?.startsWith('https:') ?? false,
    routes: [
      checksRoutes(context),
      sessionsRoutes({ ...context, renewals }),
      eventsRoutes({ ...context, hub, authenticate }),
      historyRoutes(context),
      dialogueRoutes({ ...context, authenticate }),
      resultsRoutes(context),
      moneyRoutes(context),
      customersRoutes(context),
      accountsRoutes(context),
      alertsRoutes(context),
      channelsRoutes(context),
      operationRoutes(context, options.version),
      watchingRoutes(context),
      importsRoutes(context),
      webhooksRoutes({ ...context, reach }),
      practiceRoutes(context, options.practice),
      errorsRoutes(),
      accessRoutes(context),
    ],
    hasOriginal: context.config.service.originalEndpoints,
    beside: [
      ...(options.beside ?? []),
      statusPage(context),
      panelFiles(PANEL_FOLDER, { place, waitMs, tell: context.tell }),
    ],
    version: options.version,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  })
  const { practice } = options
  if (practice !== null && 'start' in practice)
    divertToPractice(server.server, practice, context.clock)
  try {
    await server.listen(options.listen)
  } catch (error) {
    await server.close()
    throw new ListenFailedError(options.listen, error)
  }
  const { address, port } = server.server.address() as AddressInfo
  return {
    url: `http://${nameOf(address)}:${port}${API_PREFIX}`,
    port,
    async close() {
      await hub.close()
      await server.close()
      await renewals.close()
    },
  }
}

/** A passkey belongs to a name, and an address is none. */
function nameOf(address: string): string {
  if (address === '127.0.0.1' || address === '::1') return 'localhost'
  return address.includes(':') ? `[${address}]` : address
}
