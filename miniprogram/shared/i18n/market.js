import en from './en-market.js'
import zh from './zh-market.js'

/** The words of what is bought and won in a room, which are fetched after the picture: `tag` is zh-CN or en. */
export function marketWords(tag) {
  return tag === 'zh-CN' ? zh : en
}
