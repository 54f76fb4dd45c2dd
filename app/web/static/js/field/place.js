// Where the phone is, and how far that is from where it happened.
const EARTH_RADIUS_M = 6371000;
export const FAR_M = 500;

export function locate() {
  return new Promise((resolve, reject) => {
    if (!navigator.geolocation) { reject(new Error("no position")); return; }
    navigator.geolocation.getCurrentPosition(({ coords }) => resolve(coords), reject, { enableHighAccuracy: true, timeout: 15000 });
  });
}

export function written({ latitude, longitude }) {
  return `${latitude.toFixed(6)},${longitude.toFixed(6)}`;
}

export function metresFrom({ latitude, longitude }, { lat, lon }) {
  if (!lat || !lon) return null;
  const radians = (degrees) => (Number(degrees) * Math.PI) / 180;
  const across = Math.sin(radians(longitude - lon) / 2) ** 2 * Math.cos(radians(lat)) * Math.cos(radians(latitude));
  return 2 * EARTH_RADIUS_M * Math.asin(Math.sqrt(Math.sin(radians(latitude - lat) / 2) ** 2 + across));
}
