/** Whether everything is stored, or kept here until the connection is back; quiet, since nothing is lost either way. */
import {useEffect, useState} from "preact/hooks";
import {Icon} from "../components/icon.tsx";
import {useWorkbench} from "./workbench.ts";

export function ConnectionSign() {
  const {session} = useWorkbench();
  const status = session.connection.status.value;
  const unsaved = session.unsaved.value;
  const people = session.people.value;
  if (session.readOnly.value) return <span class="saved" role="status">read only</span>;
  if (status.type === "open") {
    return (
      <span class="saved" title="Every edit is stored as it is made">
        {unsaved > 0 ? <><Icon name="queued" size={13} /> <span>saving…</span></> : <><Icon name="check" size={13} /> <span>saved</span></>}
        {people > 1 && <span class="people" title={`Open in ${people} places`}>· {people} open</span>}
      </span>
    );
  }
  const kept = unsaved > 0 ? "what you typed is kept here" : "nothing is lost";
  return (
    <span class="saved cut-off" role="status">
      <Icon name="alert" size={13} />
      <span>{status.type === "waiting" ? <>no connection; {kept}<Countdown until={status.retryAt} /></> : status.type === "connecting" ? `connecting…` : "closed"}</span>
      {status.type === "waiting" && <button type="button" class="link" onClick={() => session.connection.retryNow()}>Try now</button>}
    </span>
  );
}

function Countdown({until}: {until: number}) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.ceil((until - now) / 1000);
  return seconds > 2 ? <span class="number" aria-hidden="true">, trying in {seconds} s</span> : null;
}
