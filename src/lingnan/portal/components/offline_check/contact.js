// Each contact with the portal: first what was read without network goes up, then keys, lost paper and lists come down.

import { openList } from './check.js'
import { dropScans, getKit, getLists, putKit, putList, someScans, wipe } from './store.js'

const KIT = '/inspect/kit/'
const UPLOAD = '/inspect/upload/'
const CACHE = 'inspection'
const UNKNOWN = 'device-unknown'
const AT_ONCE = 100
const PATIENCE = 20_000

export const seconds = () => Date.now() / 1000

// The portal itself said no: trying again changes nothing.
class Told extends Error {}

async function ask (address, options = {}) {
  const answer = await fetch(address, { cache: 'no-store', signal: AbortSignal.timeout?.(PATIENCE), ...options })
  const told = await answer.json()
  // A page of whoever owns the network is no answer of the portal's.
  if (!answer.ok && !told.code) throw new Error(`portal ${answer.status}`)
  return { told, isRefused: !answer.ok && told.code === UNKNOWN, isOk: answer.ok }
}

async function uploadAll (token) {
  for (;;) {
    const scans = await someScans(AT_ONCE)
    if (!scans.length) return
    const body = new URLSearchParams({ scans: JSON.stringify(scans) })
    const { told, isOk } = await ask(UPLOAD, { method: 'POST', body, headers: { 'X-CSRFToken': token } })
    if (!isOk) throw new Told(told.code)
    const final = [...told.taken, ...told.repeated, ...told.refused]
    // Without progress it would go round for ever.
    if (!final.length) throw new Error('nothing was taken')
    await dropScans(final)
  }
}

// Never an older list for a newer one, nor one that its own signature does not hold.
async function takeList (number, address, kit, kept) {
  const headers = kept ? { 'If-None-Match': kept.etag } : {}
  const answer = await fetch(address, { headers, cache: 'no-store', signal: AbortSignal.timeout?.(PATIENCE) })
  if (answer.status === 304) return
  if (!answer.ok) throw new Error(`list ${answer.status}`)
  const token = new Uint8Array(await answer.arrayBuffer())
  const { issued } = await openList(token, number, kit, kit.at)
  if (kept && issued < kept.issued) return
  await putList(number, { token, issued, etag: answer.headers.get('ETag') })
}

async function takeLists (kit) {
  const kept = await getLists()
  for (const [name, { address }] of Object.entries(kit.lists)) {
    await takeList(Number(name), address, kit, kept.get(Number(name)))
  }
}

// A key that was revoked, and paper that was lost, stay so, whatever an older state of the portal says.
function merged (fresh, kept) {
  if (!kept) return fresh
  const revoked = new Set(kept.keys.filter(key => key.is_revoked).map(key => key.jwk.kid))
  const keys = fresh.keys.map(key => ({ ...key, is_revoked: key.is_revoked || revoked.has(key.jwk.kid) }))
  return { ...fresh, keys }
}

async function uploadLast (token) {
  try {
    await uploadAll(token)
  } catch (error) {
    if (!(error instanceof Told)) throw error
  }
}

// The lists at once; the scans when they are up, or refused for good.
async function forget (token) {
  await wipe(['kit', 'lists'])
  await caches.delete(CACHE)
  for (const worker of await navigator.serviceWorker.getRegistrations()) {
    if (worker.scope.endsWith('/inspect/')) await worker.unregister()
  }
  await uploadLast(token)
  await wipe(['scans'])
}

// True if the device is one; false if it is revoked: then nothing of the lists is left on it. Throws without network.
export async function contact () {
  const { told, isRefused, isOk } = await ask(KIT)
  if (isRefused) {
    await forget(told.token)
    return false
  }
  if (!isOk) throw new Error(told.code)
  const { token, ...fresh } = told
  const kept = await getKit()
  // Confirmed are the lists only when all of them were asked for.
  const kit = { ...merged(fresh, kept), ahead: seconds() - fresh.at, takenAt: kept?.takenAt ?? 0 }
  await putKit(kit)
  await uploadAll(token)
  await takeLists(kit)
  await putKit({ ...kit, takenAt: fresh.at })
  return true
}
