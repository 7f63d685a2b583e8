import en from './en-more.js'
import zh from './zh-more.js'

/** `words` with those that nobody needs before these pages: they come with them, for WeChat's first package is small. */
export const withMore = (words, tag) => ({ ...words, ...(tag === 'en' ? en : zh) })
