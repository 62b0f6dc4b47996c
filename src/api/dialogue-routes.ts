import type { FastifyInstance } from 'fastify'
import { audited } from '../access/audit.ts'
import { actorOf } from '../access/principal.ts'
import { accountNamed, ensureAccount } from '../accounts/account-store.ts'
import * as contract from '../contract/dialogues.ts'
import { takeControl } from '../dialogues/control-store.ts'
import type { Dialogue } from '../dialogues/dialogue.ts'
import {
  closeDialogue,
  dialogueOf,
  openDialogue,
  openDialogues,
} from '../dialogues/dialogue-store.ts'
import { frameOf } from '../dialogues/frame-store.ts'
import { answerCode } from '../dialogues/input-store.ts'
import { prolongDialogue } from '../dialogues/prolong.ts'
import {
  CodeRefusedError,
  ControlRefusedError,
  DialogueUnknownError,
} from '../dialogues/refusals.ts'
import { codeRefusalWords } from '../words/dialogues.ts'
import { type LiveContext, LiveViews } from './dialogue-live.ts'
import { dialogueView } from './dialogue-view.ts'
import { route, streamRoute } from './route.ts'

/** What the routes of dialogues need. */
export type DialoguesContext = LiveContext

/** Logins that wait for a human: reading them, answering, taking control, the live view. */
export function dialogueRoutes(context: DialoguesContext): (app: FastifyInstance) => void {
  return (app) => {
    route(app, contract.listDialogues, async () => {
      const found = await openDialogues(context)
      return { items: await Promise.all(found.map((one) => dialogueView(context, one))) }
    })

    route(app, contract.getDialogue, async ({ params }) =>
      dialogueView(context, await found(params.id)),
    )

    route(app, contract.openDialogue, async ({ body, principal, request }) => {
      const account = body.add
        ? await ensureAccount(context, body.account, null)
        : await accountNamed(context, body.account)
      const by = actorOf(principal, request.ip)
      const { dialogue } = await audited(
        context,
        (db) => openDialogue({ db }, { accountId: account.id, by: principal.name }),
        ({ dialogue }) => ({ by, act: 'dialogue.open', on: ['dialogue', dialogue.id] }),
      )
      return dialogueView(context, dialogue)
    })

    route(app, contract.answerDialogue, async ({ params, body, principal, request, language }) => {
      await found(params.id)
      const by = actorOf(principal, request.ip)
      const { kind } = await audited(
        context,
        (db) => answerCode({ ...context, db }, params.id, body.code),
        ({ kind }) => ({
          by,
          act: 'dialogue.code',
          on: ['dialogue', params.id],
          outcome: kind === 'sent' ? 'done' : 'refused',
        }),
      )
      if (kind !== 'sent') throw new CodeRefusedError(codeRefusalWords(language, kind))
      return dialogueView(context, await found(params.id))
    })

    route(app, contract.controlDialogue, async ({ params, body, principal, request }) => {
      await found(params.id)
      const by = actorOf(principal, request.ip)
      const who = { name: principal.name, evenFromOthers: body.evenFromOthers === true }
      const control = await audited(
        context,
        (db) => takeControl({ db }, params.id, who),
        ({ kind }) => ({
          by,
          act: 'dialogue.control',
          on: ['dialogue', params.id],
          outcome: kind === 'in-control' ? 'done' : 'refused',
        }),
      )
      if (control.kind === 'in-control') return { fence: control.fence }
      throw new ControlRefusedError(control.kind === 'ended' ? null : control.controller)
    })

    route(app, contract.prolongDialogue, async ({ params, principal, request }) => {
      await found(params.id)
      const by = actorOf(principal, request.ip)
      await audited(
        context,
        (db) => prolongDialogue({ db }, params.id),
        (prolonged) => ({
          by,
          act: 'dialogue.prolong',
          on: ['dialogue', params.id],
          outcome: prolonged ? 'done' : 'refused',
        }),
      )
      return dialogueView(context, await found(params.id))
    })

    route(app, contract.closeDialogue, async ({ params, principal, request }) => {
      await found(params.id)
      const by = actorOf(principal, request.ip)
      await audited(
        context,
        (db) => closeDialogue({ db }, params.id),
        (closed) => (closed ? { by, act: 'dialogue.close', on: ['dialogue', params.id] } : null),
      )
      return dialogueView(context, await found(params.id))
    })

    streamRoute(app, contract.dialogueFrame, async ({ params, query }, reply) => {
      await found(params.id)
      const frame = await frameOf(context, params.id, query.after ?? null)
      if (frame === null) return reply.code(204).send()
      return reply.type('image/jpeg').header('x-frame', frame.number).send(frame.jpeg)
    })

    live(app, context)
  }

  async function found(id: string): Promise<Dialogue> {
    const dialogue = await dialogueOf(context, id)
    if (dialogue === null) throw new DialogueUnknownError('No dialogue has this id.')
    return dialogue
  }
}

function live(app: FastifyInstance, context: DialoguesContext): void {
  const views = new LiveViews(context)
  const { path } = contract.liveDialogue
  const options = { config: { endpoint: contract.liveDialogue }, schema: { hide: true } } as object
  app.get(path.replace('{id}', ':id'), { ...options, websocket: true }, (socket, request) => {
    views.open(socket, request)
  })
  app.addHook('onClose', () => views.close())
}
