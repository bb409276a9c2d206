/** API keys: made, shown once, and revoked. */
import {useState} from "preact/hooks";
import type {ApiKey, KeyScope, MadeApiKey} from "#notebooks";
import {keyScopes} from "#notebooks";
import {describeError} from "../api/http.ts";
import {resources} from "../api/resources.ts";
import {Ago} from "../components/ago.tsx";
import {copyText} from "../components/clipboard.ts";
import {confirmAction} from "../components/confirm.tsx";
import {Icon} from "../components/icon.tsx";
import {showToast} from "../components/toast.tsx";
import {useResource} from "./use-resource.ts";

const scopeWords: {readonly [scope in KeyScope]: string} = {read: "Read what is there", run: "Start runs", write: "Make, change and delete"};
const lifetimes: readonly (readonly [days: number, words: string])[] = [[7, "7 days"], [30, "30 days"], [90, "90 days"], [366, "a year"]];

export function ApiKeys() {
  const {resource, reload} = useResource(resources.apiKeys);
  const [made, setMade] = useState<MadeApiKey | null>(null);
  return (
    <section class="page-section" aria-labelledby="keys">
      <h2 id="keys">API keys</h2>
      <p class="quiet">A program signs in with a key: <code>Authorization: Bearer …</code>. What there is to ask is in <a href="/api/openapi.json">the interface's description</a>.</p>
      {made && <NewToken made={made} done={() => setMade(null)} />}
      <KeyForm made={(key) => { setMade(key); reload(); }} />
      {resource.status === "failed" && <p class="notice error" role="alert"><Icon name="alert" /><span>{resource.error.message}</span></p>}
      {resource.status === "there" && <KeyTable keys={resource.value} changed={reload} />}
    </section>
  );
}

function NewToken({made, done}: {made: MadeApiKey; done: () => void}) {
  return (
    <div class="notice new-token" role="status">
      <Icon name="check" />
      <div>
        <p>The key <strong>{made.name}</strong>, shown this once:</p>
        <code>{made.token}</code>
        <p>
          <button type="button" class="button" onClick={() => void copyText(made.token).then(() => showToast("The key is copied"))}><Icon name="copy" /> Copy</button>
          <button type="button" class="button plain" onClick={done}>I have it</button>
        </p>
      </div>
    </div>
  );
}

function KeyForm({made}: {made: (key: MadeApiKey) => void}) {
  const [scopes, setScopes] = useState<ReadonlySet<KeyScope>>(new Set(["read"]));
  const [name, setName] = useState("");
  const [days, setDays] = useState(90);
  const [fault, setFault] = useState<string | null>(null);
  const toggle = (scope: KeyScope) => setScopes((before) => new Set(keyScopes.filter((its) => (its === scope ? !before.has(its) : before.has(its)))));
  async function submit(event: SubmitEvent) {
    event.preventDefault();
    setFault(null);
    try {
      made(await resources.makeApiKey({name: name.trim(), scopes: [...scopes], days}));
      setName("");
    } catch (error) {
      setFault(describeError(error));
    }
  }
  return (
    <form class="key-form" onSubmit={(event) => void submit(event)}>
      <label class="field">What it is for<input class="input" name="name" value={name} required maxLength={100} onInput={(event) => setName(event.currentTarget.value)} /></label>
      <label class="field">In force for
        <select class="select" name="days" value={days} onChange={(event) => setDays(Number(event.currentTarget.value))}>
          {lifetimes.map(([value, words]) => <option key={value} value={value}>{words}</option>)}
        </select>
      </label>
      <fieldset class="key-scopes">
        <legend>It may</legend>
        {keyScopes.map((scope) => <label class="choice" key={scope}><input type="checkbox" checked={scopes.has(scope)} onChange={() => toggle(scope)} /><span>{scopeWords[scope]}</span></label>)}
      </fieldset>
      {fault && <p class="notice error" role="alert"><Icon name="alert" /><span>{fault}</span></p>}
      <button type="submit" class="button primary" disabled={scopes.size === 0}>Make a key</button>
    </form>
  );
}

function KeyTable({keys, changed}: {keys: readonly ApiKey[]; changed: () => void}) {
  async function revoke({id, name}: ApiKey) {
    const agreed = await confirmAction({title: `Revoke ${name}?`, detail: "Programs that use the key are refused from now on.", verb: "Revoke the key"});
    if (!agreed) return;
    try {
      await resources.revokeApiKey(id);
      changed();
    } catch (error) {
      showToast(`The key was not revoked: ${describeError(error)}`);
    }
  }
  if (keys.length === 0) return <p class="empty">No keys yet.</p>;
  return (
    <div class="columns-scroll" tabIndex={0} role="region" aria-label="Keys that were made">
      <table class="columns-table">
        <thead><tr><th scope="col">Name</th><th scope="col">Ends with</th><th scope="col">It may</th><th scope="col">Used</th><th scope="col">Until</th><th><span class="visually-hidden">Actions</span></th></tr></thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key.id}>
              <td class="name">{key.name}</td>
              <td><code>…{key.ending}</code></td>
              <td>{key.scopes.join(", ")}</td>
              <td>{key.usedAt === null ? "never" : <Ago time={key.usedAt} />}</td>
              <td>{key.expiresAt.slice(0, 10)}{Date.parse(key.expiresAt) <= Date.now() ? " (expired)" : ""}</td>
              <td><button type="button" class="link" onClick={() => void revoke(key)}>Revoke<span class="visually-hidden"> {key.name}</span></button></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
