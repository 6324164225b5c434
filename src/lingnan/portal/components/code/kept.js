// What a device keeps of a code for a time without network: the page, by its worker, and of a holder's the last status.

const CACHE = 'codes'
const WORKER = '/code-worker.js'
const STATUS = 'lingnan.code:'

const hasWorkers = 'serviceWorker' in navigator && 'caches' in window

// `status` is an outcome and when it was known, by the device's clock.
export function remember (status) {
  localStorage.setItem(STATUS + location.pathname, JSON.stringify(status))
  return status
}

export function recall () {
  return JSON.parse(localStorage.getItem(STATUS + location.pathname))
}

export async function keepPage () {
  if (!hasWorkers || location.search) return
  await navigator.serviceWorker.register(WORKER, { scope: location.pathname })
  if (!navigator.serviceWorker.controller) await keepAnew()
}

// For a page that has fetched what is newer than its copy.
export async function keepAnew () {
  if (!hasWorkers) return
  const { active } = await navigator.serviceWorker.ready
  active.postMessage(location.href)
}

export async function dropPage () {
  localStorage.removeItem(STATUS + location.pathname)
  if (hasWorkers) await (await caches.open(CACHE)).delete(location.href)
}

// Where nobody is signed in, nothing of whoever was stays behind.
export async function forgetAll () {
  for (const name of Object.keys(localStorage)) if (name.startsWith(STATUS)) localStorage.removeItem(name)
  if (!hasWorkers) return
  await caches.delete(CACHE)
  for (const worker of await navigator.serviceWorker.getRegistrations()) {
    if (worker.active?.scriptURL.endsWith(WORKER)) await worker.unregister()
  }
}
