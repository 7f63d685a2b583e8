/** What people say most in a show without words; the phone draws them. */
export const EMOJI = '😀 😄 😂 🤣 😊 😍 🥰 😘 😋 🤤 😎 🤗 🤔 😏 😅 😭 🥺 😱 😡 🙄 😴 🤝 👍 👎 👏 🙏 💪 👌 ✌️ 🤞 ❤️ 💔 💯 🔥 🎉 🎁 🌹 🍻 🧧 💰 🛒 📦'.split(' ')

/** So many of those used last stand first. */
const RECENT = 8

/** The list of those used last after one more. */
export function recentAfter(recent, used) {
  return [used, ...recent.filter((each) => each !== used)].slice(0, RECENT)
}

/** The text with an emoji at its end, if it still fits into `longest` characters. */
export function withEmoji(text, emoji, longest) {
  return text.length + emoji.length > longest ? text : text + emoji
}
