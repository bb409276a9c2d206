/** Pages that show no content: waiting, not found, not reachable; each says what to do. */
import {Icon, Mark} from "../components/icon.tsx";

export function Waiting({what}: {what: string}) {
  return <main id="main" class="opening" aria-busy="true"><Mark size={32} /><p class="quiet delayed">Opening the {what}…</p></main>;
}

export function NothingHere({what}: {what: string}) {
  return (
    <main id="main" class="opening">
      <Mark size={32} />
      <h1>There is no such {what}</h1>
      <p class="quiet">It may have been deleted, or it belongs to another account.</p>
      <a class="button" href="/"><Icon name="chevron-left" /> Go home</a>
    </main>
  );
}

export function Unreachable({message, retry}: {message: string; retry: () => void}) {
  return (
    <main id="main" class="opening">
      <Mark size={32} />
      <h1>Recto cannot be reached</h1>
      <p class="quiet">{message}</p>
      <button type="button" class="button" onClick={retry}><Icon name="restart" /> Try again</button>
    </main>
  );
}
