import { field } from './field.js'

Component({ behaviors: [field('textarea')] })
