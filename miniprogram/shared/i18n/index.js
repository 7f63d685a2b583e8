import en from './en.js'
import zh from './zh-CN.js'

/** The words of one language; anything that is not Chinese reads English. `language` is a BCP 47 or WeChat tag (zh_CN). */
export function wordsFor(language) {
  return isChinese(language) ? zh : en
}

/** The tag for <html lang> and for number shapes. */
export function tagFor(language) {
  return isChinese(language) ? 'zh-CN' : 'en'
}

/** Puts values into `{name}` places. */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => String(values[name]))
}

function isChinese(language) {
  return /^zh([_-]|$)/i.test(language || '')
}
