/** The account's settings: API keys, and the end of the account. */
import {useEffect, useState} from "preact/hooks";
import type {Account} from "#notebooks";
import {leave} from "../account.ts";
import {describeError} from "../api/http.ts";
import {resources} from "../api/resources.ts";
import {confirmAction} from "../components/confirm.tsx";
import {Icon} from "../components/icon.tsx";
import {showToast} from "../components/toast.tsx";
import {TopBar} from "../components/top-bar.tsx";
import {navigate} from "../routes.ts";
import {ApiKeys} from "./api-keys.tsx";

export function SettingsPage({account}: {account: Account}) {
  useEffect(() => void (document.title = "Settings · Recto"), []);
  return (
    <>
      <TopBar account={account} />
      <main id="main" class="data-page settings">
        <a class="crumb" href="/"><Icon name="chevron-left" size={13} /> Home</a>
        <div class="data-head"><h1>Settings</h1></div>
        <ApiKeys />
        <AccountEnd account={account} />
      </main>
    </>
  );
}

function AccountEnd({account}: {account: Account}) {
  const [password, setPassword] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  async function submit(event: SubmitEvent) {
    event.preventDefault();
    setFault(null);
    const agreed = await confirmAction({
      title: `Delete the account of ${account.email}?`,
      detail: "Its notebooks, data sets, runs and keys are deleted with it. What it published says that it was withdrawn. There is no way back.",
      verb: "Delete everything",
    });
    if (!agreed) return;
    try {
      await resources.deleteAccount(password);
      leave();
      navigate("/");
      showToast("The account is deleted");
    } catch (error) {
      setFault(describeError(error));
    }
  }
  return (
    <section class="page-section" aria-labelledby="end">
      <h2 id="end">Delete the account</h2>
      <p class="quiet">With its notebooks, data sets, runs and keys. Pages that it published say that they were withdrawn.</p>
      <form class="account-end" onSubmit={(event) => void submit(event)}>
        <label class="field">Password<input class="input" type="password" name="password" autocomplete="current-password" required value={password} onInput={(event) => setPassword(event.currentTarget.value)} /></label>
        <button type="submit" class="button danger">Delete the account</button>
        {fault && <p class="notice error" role="alert"><Icon name="alert" /><span>The account was not deleted: {fault}</span></p>}
      </form>
    </section>
  );
}
