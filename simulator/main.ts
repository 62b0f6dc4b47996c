import { keepCompiled } from '../src/kernel/compile-cache.ts'
import { hushExperimental } from '../src/kernel/node-warnings.ts'

hushExperimental(process)
keepCompiled()
await import('./program.ts')
