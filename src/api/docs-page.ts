import { z } from 'zod'
import { ENDPOINTS } from '../contract/all.ts'
import { type Endpoint, givesBody, TAGS, takesBody } from '../contract/endpoint.ts'

/**
 * The documentation of the API as one page without a script, made from the contract. Pure. It is
 * for the listener that is never the public's: it tells a stranger what there is to attack.
 */
export function docsPage(version: string): string {
  const chapters = TAGS.map(({ name, description }) => {
    const endpoints = ENDPOINTS.filter(({ tag }) => tag === name)
    if (endpoints.length === 0) return ''
    return `<h2 id="${name}">${name}</h2><p>${escaped(description)}</p>${endpoints.map(section).join('')}`
  })
  const links = TAGS.map(({ name }) => `<a href="#${name}">${name}</a>`).join(' · ')
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Evercheck API</title>
<meta name="viewport" content="width=device-width"><style>${STYLE}</style>
<h1>Evercheck API ${escaped(version)}</h1>
<p>Every path is below <code>/api/v1</code>; <code>/api/v1/openapi.json</code> says the same to
programs. Send <code>Authorization: Bearer TOKEN</code>; <code>evercheck token create</code> makes
one. A refusal is <code>application/problem+json</code>, and its <code>type</code> leads to what it
means.</p>
<p>${links}</p>${chapters.join('')}`
}

const STYLE =
  ':root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}' +
  'section{border-top:1px solid #8884;padding:.5rem 0}h3{margin:.5rem 0}pre{overflow:auto;font-size:13px}' +
  'code{font-size:.9em}small{opacity:.75}'

function section(endpoint: Endpoint): string {
  const { id, method, path, summary, description, who, refusals = [], streams = [] } = endpoint
  const facts = [
    who === 'anyone' ? 'for anyone' : `for ${who.join(', ')}`,
    ...(endpoint.idempotent ? ['takes Idempotency-Key'] : []),
    ...(endpoint.sudo ? ['operators are asked again'] : []),
    `answers ${endpoint.status}`,
    ...streams,
  ]
  return [
    `<section id="${id}"><h3><code>${method} ${escaped(path)}</code></h3>`,
    `<p>${escaped(summary)}. <small>${escaped(facts.join(' · '))}</small></p>`,
    description === undefined ? '' : `<p>${escaped(description)}</p>`,
    shape('Path', endpoint.params, 'input'),
    shape('Query', endpoint.query, 'input'),
    takesBody(endpoint) ? shape('Body', endpoint.body, 'input') : '',
    givesBody(endpoint) ? shape('Answer', endpoint.answer, 'output') : '',
    refusals.length === 0 ? '' : `<p>Refusals: <code>${refusals.join('</code> <code>')}</code></p>`,
    '</section>',
  ].join('')
}

function shape(name: string, schema: z.ZodType, io: 'input' | 'output'): string {
  const { $schema: _, ...read } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  const fields = read.properties
  if (fields !== undefined && Object.keys(fields).length === 0) return ''
  return `<details><summary>${name}</summary><pre>${escaped(JSON.stringify(read, null, 2))}</pre></details>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
