// Keeps the page in the browser, so that it opens without a network. The names of its files, which have their hash
// in them, are written here when the page is built.
const FILES = ["files"];
const CACHE = "page";

const address = name => new URL(name, self.registration.scope).href;

async function install() {
  const cache = await caches.open(CACHE);
  const kept = new Set((await cache.keys()).map(request => request.url));
  await cache.addAll(["./", ...FILES.filter(name => !kept.has(address(name)))]);
  await self.skipWaiting();
}

async function activate() {
  const cache = await caches.open(CACHE);
  const current = new Set(["./", ...FILES].map(address));
  const old = (await cache.keys()).filter(request => !current.has(request.url));
  await Promise.all(old.map(request => cache.delete(request)));
  await self.clients.claim();
}

// Browsers give shared memory to pages that are kept apart from others. Not every host sends the headers that do it.
function apart(response) {
  if (!response?.ok || response.type !== "basic" && response.type !== "default") return response;
  const headers = new Headers(response.headers);
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Cross-Origin-Embedder-Policy", "require-corp");
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

// The page itself is fresh where there is a network; its files never change under one name.
async function answer(request) {
  if (request.mode === "navigate") {
    const fresh = await fetch(request).catch(() => null);
    return fresh?.ok ? fresh : (await caches.match("./")) ?? fresh ?? Response.error();
  }
  return (await caches.match(request)) ?? fetch(request);
}

self.addEventListener("install", event => event.waitUntil(install()));
self.addEventListener("activate", event => event.waitUntil(activate()));
self.addEventListener("fetch", event => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(self.registration.scope)) event.respondWith(answer(event.request).then(apart));
});
