import type { InlineKeyboardButton, MessageEntity } from 'grammy/types'
import type { Kept } from '../../test/bot-api/world.ts'

/** How a chat looks on a phone, as one page of HTML: bubbles, marks, files, buttons. */
export function chatPage(title: string, messages: readonly Kept[], zone: string): string {
  const bubbles = messages.map((message) => bubble(message, messages, zone)).join('')
  return `<!doctype html><meta charset="utf-8"><style>${STYLE}</style>
    <main><header><div class="face">E</div><div><b>${text(title)}</b><small>bot</small></div></header>
    <section>${bubbles}</section></main>`
}

const STYLE = `
  * { box-sizing: border-box; margin: 0 }
  body { font: 15px/1.38 'Liberation Sans', Arial, sans-serif; background: #cfe0c3;
    width: 420px }
  header { display: flex; gap: 10px; align-items: center; background: #517da2; color: #fff;
    padding: 10px 14px }
  header small { display: block; opacity: .75; font-size: 12px }
  .face { width: 36px; height: 36px; border-radius: 18px; background: #7fb3e0;
    display: grid; place-items: center; font-weight: bold }
  section { padding: 10px 10px 14px; display: flex; flex-direction: column; gap: 6px }
  .row { max-width: 86%; align-self: flex-start }
  .row.own { align-self: flex-end }
  .bubble { display: flow-root; background: #fff; border-radius: 12px 12px 12px 3px;
    padding: 7px 10px 6px; white-space: pre-wrap; overflow-wrap: anywhere;
    box-shadow: 0 1px 1px #0002 }
  .own .bubble { background: #e6fdd0; border-radius: 12px 12px 3px 12px }
  .at { float: right; font-size: 11px; color: #8a9a8a; margin: 6px 0 0 8px }
  .reply { border-left: 3px solid #4f9ed8; padding-left: 7px; margin-bottom: 4px;
    font-size: 13px; line-height: 1.3; color: #5a6b5a; overflow: hidden; white-space: nowrap;
    text-overflow: ellipsis; max-width: 320px }
  .reply b { display: block; color: #3f86c0 }
  .file { display: flex; gap: 9px; align-items: center; margin: 2px 0 6px }
  .photo { display: block; width: 100%; border-radius: 8px; margin: 2px 0 6px }
  .file i { width: 42px; height: 42px; border-radius: 21px; background: #4f9ed8;
    color: #fff; display: grid; place-items: center; font-style: normal }
  .file small { display: block; color: #8a9a8a }
  .keys { display: flex; flex-direction: column; gap: 3px; margin-top: 3px }
  .keys div { display: flex; gap: 3px }
  .keys span { flex: 1; text-align: center; background: #6b8a5e99; color: #fff;
    border-radius: 7px; padding: 8px 4px; font-size: 14px; font-weight: 500 }
  .keys .primary { background: #3f8ed0 } .keys .success { background: #3ea35a } .keys
    .danger { background: #cc5548 }
  a { color: #2f7fc0 } code { font-family: 'Liberation Mono', monospace; font-size: 13px;
    background: #0001 }
  time { text-decoration: underline dotted #999 }`

function bubble(message: Kept, all: readonly Kept[], zone: string): string {
  const { from, file, invoice, keyboard } = message
  const said = message.text ?? message.caption ?? ''
  const entities = message.text === null ? message.captionEntities : message.entities
  const shownFile =
    file?.kind === 'photo'
      ? `<img class="photo" src="data:image/jpeg;base64,${file.bytes.toString('base64')}">`
      : file
        ? `<div class="file"><i>⤓</i><div>${text(file.name)}<small>${Math.ceil(file.bytes.length / 1024)} KB</small></div></div>`
        : ''
  const shownInvoice = invoice ? `<b>${text(invoice.title)}</b>\n${text(invoice.description)}` : ''
  const reply = quoted(all.find(({ id }) => id === message.replyTo))
  const rows = keyboard?.inline_keyboard ?? []
  const keys = rows.map((row) => `<div>${row.map((button) => key(button)).join('')}</div>`).join('')
  return `<div class="row ${from === 'person' ? 'own' : ''}"><div class="bubble">${reply}${shownFile}${shownInvoice}${marked(said, entities, zone)}<span class="at">${clock(message.editedAtMs ?? message.sentAtMs, zone)}</span></div>${keys ? `<div class="keys">${keys}</div>` : ''}</div>`
}

/** What a message answers: whose it was, and its first words. */
function quoted(message: Kept | undefined): string {
  if (!message) return ''
  const who = message.from === 'bot' ? 'Evercheck' : 'You'
  const said = message.file?.name ?? message.text ?? message.caption ?? ''
  return `<div class="reply"><b>${who}</b>${text(said.split('\n')[0] ?? '')}</div>`
}

function key(button: InlineKeyboardButton): string {
  const style = 'style' in button && button.style ? button.style : ''
  const open = 'url' in button ? ' ↗' : ''
  return `<span class="${style}">${text(button.text)}${open}</span>`
}

/** A text with its entities, as a client shows them: instants in the reader's own zone. */
function marked(said: string, entities: readonly MessageEntity[], zone: string): string {
  let out = ''
  let at = 0
  for (const entity of [...entities].sort((one, other) => one.offset - other.offset)) {
    out += text(said.slice(at, entity.offset))
    at = entity.offset + entity.length
    out += mark(entity, said.slice(entity.offset, at), zone)
  }
  return out + text(said.slice(at))
}

function mark(entity: MessageEntity, said: string, zone: string): string {
  switch (entity.type) {
    case 'bold':
      return `<b>${text(said)}</b>`
    case 'code':
      return `<code>${text(said)}</code>`
    case 'text_link':
      return `<a>${text(said)}</a>`
    case 'date_time': {
      const format = entity.date_time_format
      const options: Intl.DateTimeFormatOptions = {
        timeZone: zone,
        ...(format.includes('d') ? { day: '2-digit', month: '2-digit', year: '2-digit' } : {}),
        ...(format.includes('t') ? { hour: '2-digit', minute: '2-digit' } : {}),
      }
      const shown = new Intl.DateTimeFormat('ru', options).format(entity.unix_time * 1000)
      return `<time>${text(shown)}</time>`
    }
    default:
      return text(said)
  }
}

function clock(atMs: number, zone: string): string {
  const options = { timeZone: zone, hour: '2-digit', minute: '2-digit' } as const
  return new Intl.DateTimeFormat('ru', options).format(atMs)
}

function text(said: string): string {
  return said.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`)
}
