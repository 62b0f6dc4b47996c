import { keepCompiled } from '../src/kernel/compile-cache.ts'

keepCompiled()
await import('./program.ts')
