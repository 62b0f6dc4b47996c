import type { SimAnswer, SimRequest } from '../wire/route.ts'
import type { Desk } from './desk.ts'

/** One operation of `POST /api/graphql`: what its `variables.input` is answered. */
export type Mutation = (desk: Desk, request: SimRequest, input: GraphqlInput) => SimAnswer

/** The `input` object of an operation's variables. */
export type GraphqlInput = Readonly<Record<string, unknown>>
