// What a code comes to by what this device keeps: as `lingnan.engine.verification` has it, but for the age of the list.

import { Truncated } from './cbor.js'
import { MAC0, Refused, inflate, readMessage, unpack, verify } from './message.js'

const PAPER = 'application/vnd.lingnan.paper+cwt'
const LIST = 'application/statuslist+cwt'
const MOST = 16 * 1024
const MOST_OF_A_LIST = 64 * 1024 * 1024
const LEEWAY = 10
// A list that the portal gives is at most so far behind.
const LAG = 15
// What a device of ours reads in digits alone is an identity number.
const NUMBER = /^[\d\s-]{14,}[XxＸｘ]?$/
const PATH = /\/\.well-known\/status-lists\/(\d+)$/
const OUTCOMES = ['valid', 'revoked', 'suspended', 'marked']
const INVALID = 1
const [SUB, EXP, NBF, IAT, STATUS, STATUS_LIST] = [2, 4, 5, 6, 65535, 65533]

const need = (value, outcome = 'unreadable') => {
  if (value === undefined || value === null) throw new Refused(outcome)
  return value
}

function requireTimes (claims, now) {
  if (now < Math.max(claims.get(NBF) ?? 0, claims.get(IAT)) - LEEWAY) throw new Refused('not-yet-valid')
  if (claims.has(EXP) && now > claims.get(EXP) + LEEWAY) throw new Refused('expired')
}

// A day of the province, as 2021-08-02.
function dayOf (seconds, zone) {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(seconds * 1000)
}

function readPlace (claims) {
  const reference = claims.get(STATUS)?.get?.('status_list')
  const list = PATH.exec(reference?.get?.('uri') ?? '')
  return { list: Number(need(list)[1]), index: need(reference.get('idx')) }
}

function readPaper (claims, zone) {
  const content = claims.get('code')
  if (!Array.isArray(content) || content.length !== 3 || !(content[2] in OUTCOMES)) throw new Refused('unreadable')
  const [kind, holder, printed] = content
  return { kind, holder, printed, until: dayOf(need(claims.get(EXP)) - 1, zone) }
}

function readLicence (claims) {
  const licence = need(claims.get('licence'))
  return { kind: '', holder: licence.get('CZZT'), printed: null, until: licence.get('ZZYXQJZRQ') }
}

async function read (text, kit, now) {
  const message = readMessage(await unpack(text, MOST))
  if (message.tag === MAC0) throw new Refused('on-screen')
  const claims = await verify(message, kit.keys, 'credential')
  requireTimes(claims, now)
  const content = message.type === PAPER ? readPaper(claims, kit.zone) : readLicence(claims)
  return { ...content, ...readPlace(claims), issued: claims.get(IAT) }
}

// The list as its issuer signed it. Throws Refused for one that is not that list, or past its own end.
export async function openList (token, number, kit, now) {
  const message = readMessage(token)
  const claims = await verify(message, kit.keys, 'status_list')
  const named = PATH.exec(claims.get(SUB) ?? '')
  if (message.type !== LIST || Number(named?.[1]) !== number) throw new Refused('unreadable')
  const { issued, until } = { issued: claims.get(IAT), until: claims.get(EXP) }
  const packed = claims.get(STATUS_LIST)
  if (packed?.get('bits') !== 2) throw new Refused('unreadable')
  // A clock that is behind the list can't tell its age.
  const isOld = now > until || now < issued - LEEWAY
  return { issued, isOld, bits: await inflate(packed.get('lst'), MOST_OF_A_LIST) }
}

function statusAt (bits, index) {
  return need(bits[index >> 2]) >> ((index & 3) << 1) & 3
}

function outcomeOf (reading, status, kit, today) {
  const lostAt = kit.withdrawn[reading.list]?.[reading.index]
  if (status === INVALID) return 'revoked'
  if (lostAt && reading.issued < lostAt) return 'withdrawn'
  return reading.until && today > reading.until ? 'expired' : OUTCOMES[status]
}

async function judge (reading, kit, tokens, now) {
  if (kit.ended?.includes(reading.list)) return { outcome: 'ended' }
  const token = need(tokens.get(reading.list), 'old-list')
  const list = await openList(token, reading.list, kit, now)
  const listed = statusAt(list.bits, reading.index)
  const listedAt = Math.max(list.issued, kit.takenAt - LAG)
  // What is revoked stays so, however old the list.
  if (list.isOld && listed !== INVALID) return { outcome: 'old-list', listedAt }
  // Paper printed after the list was confirmed knows better.
  const isNewer = reading.printed !== null && listed !== INVALID && reading.issued > listedAt
  const outcome = outcomeOf(reading, isNewer ? reading.printed : listed, kit, dayOf(now, kit.zone))
  const { holder, until } = reading
  const kind = reading.kind || kit.lists[reading.list].kind
  return { outcome, listedAt, kind, holder, until, isBelieved: true }
}

function outcomeOfError (error) {
  if (error instanceof Refused) return error.outcome
  return error instanceof Truncated ? 'truncated' : 'unreadable'
}

// `tokens` are the signed lists by number, `now` in seconds. Never throws for what the text holds.
export async function check (text, kit, tokens, now) {
  const code = text.trim()
  if (NUMBER.test(code)) return { outcome: 'number' }
  let reading
  try {
    reading = await read(code, kit, now)
  } catch (error) {
    return { outcome: outcomeOfError(error) }
  }
  // A list that can't be opened (its key was revoked, its bytes were damaged) tells as little as one that is too old.
  return judge(reading, kit, tokens, now).catch(() => ({ outcome: 'old-list' }))
}
