// Reports that wait on this device: one for each person and task, values and photos sealed.
// {id, user, task, url, what, at, arrivedAt, key, state, reason, values, photos: [{name, type, iv, closed, id?}]}
const NAME = "shaodao", STORE = "reports";
export const COUNT = "shaodao.reports";

export function idOf(user, task) {
  return `${user}/${task}`;
}

export async function put(report) {
  await work("readwrite", (reports) => reports.put(report));
  return note();
}

export async function remove(id) {
  await work("readwrite", (reports) => reports.delete(id));
  return note();
}

export function get(id) {
  return work("readonly", (reports) => reports.get(id));
}

export async function of(user) {
  const all = await work("readonly", (reports) => reports.getAll());
  return all.filter((report) => report.user === user).sort((one, other) => one.at - other.at);
}

// Pages look at a number first: opening a database on every page would be slower.
async function note() {
  if (!globalThis.localStorage) return;
  const all = await work("readonly", (reports) => reports.count());
  if (all) localStorage.setItem(COUNT, String(all)); else localStorage.removeItem(COUNT);
}

async function work(mode, ask) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = ask(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
