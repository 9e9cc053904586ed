// What the page says before its program runs: how much of it is here, in the visitor's language.
const WORDS = {
  en: {
    opening: "Loading Latent Playground",
    bytes: (received, total) => `${received} of ${total} KB`,
    failed: "Latent Playground could not be loaded. Reload the page; if that does not help, a newer browser will.",
  },
  es: {
    opening: "Cargando Latent Playground",
    bytes: (received, total) => `${received} de ${total} KB`,
    failed: "No se ha podido cargar Latent Playground. Recarga la página; si no basta, un navegador más nuevo lo hará.",
  },
};

function chosen() {
  try {
    return localStorage.getItem("language");
  } catch {
    return null;
  }
}

function language() {
  const tags = [chosen(), ...navigator.languages].map(tag => tag?.split("-")[0]);
  return tags.find(tag => Object.hasOwn(WORDS, tag)) ?? "en";
}

export default function opening() {
  const spoken = language();
  const words = WORDS[spoken];
  const [said, bytes, bar] = ["p", "output", "progress"].map(name => document.querySelector(`#placeholder ${name}`));
  const kilobytes = number => Math.round(number / 1000).toLocaleString(spoken);
  return {
    onStart() {
      document.documentElement.lang = spoken;
      said.textContent = words.opening;
    },
    onProgress({ current, total }) {
      bar.max = total;
      bar.value = current;
      bytes.textContent = words.bytes(kilobytes(current), kilobytes(total));
    },
    onFailure(reason) {
      console.error(reason);
      said.textContent = words.failed;
      bar.hidden = true;
      bytes.hidden = true;
    },
  };
}
