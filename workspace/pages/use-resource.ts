/** Something fetched for a page: waiting, there, or failed; and fetching it again. */
import {useCallback, useEffect, useState} from "preact/hooks";
import {signedIn} from "../account.ts";
import {HttpError} from "../api/http.ts";

export type Resource<T> =
  | {readonly status: "waiting"}
  | {readonly status: "there"; readonly value: T}
  | {readonly status: "failed"; readonly error: HttpError};

export function useResource<T>(fetchIt: () => Promise<T>, key = ""): {resource: Resource<T>; reload: () => void; set: (value: T) => void} {
  const [resource, setResource] = useState<Resource<T>>({status: "waiting"});
  const reload = useCallback(() => {
    fetchIt().then(
      (value) => setResource({status: "there", value}),
      (error: unknown) => {
        if (!(error instanceof HttpError)) throw error;
        if (error.problem.status === 401) signedIn.value = {status: "out"};
        else setResource({status: "failed", error});
      },
    );
  }, [key]);
  useEffect(reload, [reload]);
  return {resource, reload, set: (value) => setResource({status: "there", value})};
}
