const HOUR = 3600000
const LINE = 74

/** How long a show is taken to be, and how long before it one is reminded. */
const LASTS = HOUR
const MINUTES_BEFORE = 10

/** A show as a calendar file (RFC 5545), with an alarm before it; moments are ISO 8601, `at` unix ms. */
export function calendarOf({ title, starts, note, url }, at) {
  const begins = Date.parse(starts)
  const facts = [
    ['UID', `${begins}-${Array.from(url).reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 999983, 7)}@jinbo`],
    ['DTSTAMP', stamp(at)],
    ['DTSTART', stamp(begins)],
    ['DTEND', stamp(begins + LASTS)],
    ['SUMMARY', plain(title)],
    ['DESCRIPTION', plain(`${note} ${url}`)],
    ['URL', url],
  ]
  const alarm = ['BEGIN:VALARM', 'ACTION:DISPLAY', `DESCRIPTION:${plain(title)}`, `TRIGGER:-PT${MINUTES_BEFORE}M`, 'END:VALARM']
  const event = ['BEGIN:VEVENT', ...facts.map(([name, value]) => `${name}:${value}`), ...alarm, 'END:VEVENT']
  return [...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//jinbo//viewer//ZH', ...event, 'END:VCALENDAR'].flatMap(folded), ''].join('\r\n')
}

/** When one is told that it begins, in unix seconds: for calendars that are asked, not written. */
export function hoursOf(starts) {
  const begins = Date.parse(starts)
  return { startTime: Math.floor(begins / 1000), endTime: Math.floor((begins + LASTS) / 1000), alarmOffset: MINUTES_BEFORE * 60 }
}

function stamp(ms) {
  return new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '')
}

function plain(text) {
  return text.replace(/[\\;,]/g, '\\$&').replace(/\s+/g, ' ').trim()
}

/** Lines are of 75 octets at most; a letter is never cut. */
function folded(line) {
  const parts = ['']
  let used = 0
  for (const letter of line) {
    const octets = encodeURIComponent(letter).replace(/%../g, '%').length
    if (used + octets > LINE) {
      parts.push(' ')
      used = 1
    }
    parts[parts.length - 1] += letter
    used += octets
  }
  return parts
}
