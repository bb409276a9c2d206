/** One card to sign in or to make an account, and what Recto is in a sentence. */
import {useState} from "preact/hooks";
import {enter} from "../account.ts";
import {describeError, HttpError} from "../api/http.ts";
import {resources} from "../api/resources.ts";
import {Icon, Mark} from "../components/icon.tsx";
import {readPublishedAddress} from "../routes.ts";

type Fields = {readonly [field: string]: string};

export function SignInPage() {
  const [isNew, setNew] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [fields, setFields] = useState<Fields>({});

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const read = (name: string) => String(data.get(name) ?? "");
    const name = read("name").trim();
    setBusy(true);
    setFault(null);
    setFields({});
    try {
      const credentials = {email: read("email").trim(), password: read("password")};
      const account = await (isNew ? resources.signUp({...credentials, ...(name ? {name} : {})}) : resources.signIn(credentials));
      const from = readPublishedAddress(location.search);
      if (from === null) enter(account);
      else location.assign(from);
    } catch (error) {
      setFault(describeError(error));
      if (error instanceof HttpError && error.problem.fields) setFields(error.problem.fields);
    } finally {
      setBusy(false);
    }
  }

  return (
    <main id="main" class="sign-in">
      <div class="sign-in-card">
        <header>
          <Mark size={36} />
          <h1>Recto</h1>
          <p>Notebooks that watch numbers over time, and whose results anybody can check by running them again.</p>
        </header>
        <form onSubmit={submit}>
          {isNew && <Field label="Name" name="name" autoComplete="name" hint="Optional; shown to people you share with." fault={fields["name"]} />}
          <Field label="E-mail" name="email" type="email" autoComplete={isNew ? "email" : "username"} required fault={fields["email"]} />
          <Field
            key={isNew ? "new" : "known"}
            label="Password"
            name="password"
            type="password"
            autoComplete={isNew ? "new-password" : "current-password"}
            required
            minLength={isNew ? 10 : undefined}
            hint={isNew ? "At least 10 characters." : undefined}
            fault={fields["password"]}
          />
          {fault && <p class="notice error" role="alert"><Icon name="alert" /><span>{sentence(fault)}</span></p>}
          <button type="submit" class="button primary large" disabled={busy}>
            {busy ? (isNew ? "Making the account…" : "Signing in…") : isNew ? "Make an account" : "Sign in"}
          </button>
        </form>
        <p class="sign-in-switch">
          {isNew ? "There is an account already?" : "No account yet?"}{" "}
          <button type="button" class="link" onClick={() => { setNew(!isNew); setFault(null); setFields({}); }}>{isNew ? "Sign in" : "Make one"}</button>
        </p>
      </div>
    </main>
  );
}

interface FieldProps {
  readonly label: string;
  readonly name: string;
  readonly type?: string;
  readonly autoComplete?: string;
  readonly required?: boolean;
  readonly minLength?: number | undefined;
  readonly hint?: string | undefined;
  readonly fault?: string | undefined;
}

function Field({label, name, type = "text", autoComplete, required, minLength, hint, fault}: FieldProps) {
  return (
    <label class="field">
      {label}
      <input class="input" name={name} type={type} autoComplete={autoComplete} required={required} minLength={minLength} aria-invalid={fault ? true : undefined} />
      {fault ? <span class="fault">{sentence(fault)}</span> : hint && <span class="hint">{hint}</span>}
    </label>
  );
}

/** Messages are written in lower case for programs; a person gets a sentence. */
function sentence(message: string): string {
  const first = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
