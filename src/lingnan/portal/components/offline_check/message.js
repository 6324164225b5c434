// Signed messages: COSE_Sign1 with ES256 (RFC 9052), from the text of a code or from a status list, verified by WebCrypto.

import { Malformed, Truncated, decode, encodeBytes, join } from './cbor.js'

export class Refused extends Error {
  constructor (outcome) {
    super(outcome)
    this.outcome = outcome
  }
}

const PREFIX = 'LN1:'
const LONGEST = 4296
const ZLIB = 0x78
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
const SIGNATURE1 = Uint8Array.from([0x84, 0x6a, ...new TextEncoder().encode('Signature1')])
const EMPTY_HEADER = Uint8Array.of(0xa0)
const NOTHING = Uint8Array.of()
const [ALG, KID, TYP] = [1, 4, 16]
const UNDERSTOOD = new Set([1, 2, 3, 4, 16])
const CRIT = 2
const ES256 = -7
const CWT_TAG = 61
export const SIGN1 = 18
export const MAC0 = 17
const ECDSA = { name: 'ECDSA', hash: 'SHA-256' }
const P256 = { name: 'ECDSA', namedCurve: 'P-256' }

export const canInflate = 'DecompressionStream' in window && 'subtle' in (window.crypto ?? {})

function base45 (text) {
  if (text.length % 3 === 1) throw new Malformed('not Base45')
  const data = []
  for (let at = 0; at < text.length; at += 3) {
    const digits = [...text.slice(at, at + 3)].map(each => DIGITS.indexOf(each))
    const value = digits[0] + digits[1] * 45 + (digits[2] ?? 0) * 2025
    if (digits.includes(-1) || value > (digits.length === 3 ? 0xffff : 0xff)) throw new Malformed('not Base45')
    if (digits.length === 3) data.push(value >> 8)
    data.push(value & 255)
  }
  return Uint8Array.from(data)
}

// Never more than `limit`, whatever the stream would inflate to.
export async function inflate (packed, limit) {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate')).getReader()
  const parts = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read().catch(error => { throw new Truncated(error.message) })
    if (done) return join(...parts)
    length += value.length
    if (length > limit) {
      reader.cancel()
      throw new Refused('too-large')
    }
    parts.push(value)
  }
}

// The COSE message in the text of a code.
export async function unpack (text, limit) {
  if (!text.startsWith(PREFIX)) throw new Refused('foreign')
  if (text.length > LONGEST) throw new Refused('too-large')
  const packed = base45(text.slice(PREFIX.length))
  if (!packed.length) throw new Refused('truncated')
  return packed[0] === ZLIB ? inflate(packed, limit) : packed
}

function untagged (item, tags = []) {
  return item && typeof item === 'object' && 'tag' in item ? untagged(item.value, [...tags, item.tag]) : { parts: item, tags }
}

function readHeader (protectedPart, unprotected) {
  const header = protectedPart.length ? decode(protectedPart) : new Map()
  if (!(header instanceof Map) || !(unprotected instanceof Map)) throw new Malformed('a COSE header is a map')
  const critical = header.get(CRIT) ?? []
  if (!Array.isArray(critical) || critical.some(label => !UNDERSTOOD.has(label))) throw new Malformed('a critical header')
  return new Map([...unprotected, ...header])
}

export function readMessage (data) {
  const { parts, tags } = untagged(decode(data))
  const own = tags[0] === CWT_TAG ? tags.slice(1) : tags
  const isKnown = own.length === 0 || (own.length === 1 && [SIGN1, MAC0].includes(own[0]))
  if (!isKnown || !Array.isArray(parts) || parts.length !== 4) throw new Malformed('no COSE message')
  const [protectedPart, unprotected, payload, signature] = parts
  if (![protectedPart, payload, signature].every(part => part instanceof Uint8Array)) throw new Malformed('no COSE message')
  const header = readHeader(protectedPart, unprotected)
  return { tag: own[0], protectedPart, header, type: header.get(TYP), payload, signature }
}

const hex = data => Array.from(data, each => each.toString(16).padStart(2, '0')).join('')
const fromBase64url = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), each => each.charCodeAt(0))

async function holds (key, signed, signature) {
  if (signature.length !== 64) return false
  const { kty, crv, x, y } = key.jwk
  const handle = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, P256, false, ['verify'])
  return crypto.subtle.verify(ECDSA, handle, signature, signed)
}

// The claims of a message that a key of this purpose vouches for. Throws Refused.
export async function verify (message, keys, purpose) {
  const kid = message.header.get(KID)
  const answers = key => key.purposes.includes(purpose) && hex(fromBase64url(key.jwk.kid)) === hex(kid)
  const candidates = kid instanceof Uint8Array && message.header.get(ALG) === ES256 ? keys.filter(answers) : []
  if (!candidates.length) throw new Refused('unknown-key')
  const { protectedPart, payload, signature } = message
  const covered = hex(protectedPart) === hex(EMPTY_HEADER) ? NOTHING : protectedPart
  const signed = join(SIGNATURE1, encodeBytes(covered), encodeBytes(NOTHING), encodeBytes(payload))
  for (const key of candidates) {
    if (!await holds(key, signed, signature)) continue
    if (key.is_revoked) throw new Refused('revoked-key')
    return readClaims(payload, key)
  }
  throw new Refused('tampered')
}

const isTime = value => typeof value === 'number' && value >= 0 && value <= 253_402_300_799

function readClaims (payload, key) {
  const claims = decode(payload)
  if (!(claims instanceof Map)) throw new Malformed('CWT claims are a map')
  for (const name of [4, 5, 6]) {
    if (claims.has(name) && !isTime(claims.get(name))) throw new Malformed('a time in the CWT is none')
  }
  const issued = claims.get(6)
  if (issued === undefined) throw new Malformed('not said when it was issued')
  if (issued < key.begins || (key.ends !== null && issued > key.ends)) throw new Refused('unknown-key')
  return claims
}
