import { aria } from './aria.js'

Component({ behaviors: [aria] })
