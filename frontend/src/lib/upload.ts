import { PAGE_HEADERS } from "./api";
import { ApiProblem } from "./problem";

function readAnswer(request: XMLHttpRequest): unknown {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return null;
  }
}

interface Following {
  /** Called with the share that is sent, 0 to 1. */
  onProgress: (share: number) => void;
  /** Ends the upload. */
  signal: AbortSignal;
}

/**
 * Sends a file as the body of a POST, unread by the page.
 * Throws ApiProblem when the server refuses it or the upload is ended. (fetch does not report how much was sent.)
 */
export function uploadFile<Answer>(address: string, file: File, { onProgress, signal }: Following): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    for (const [name, value] of Object.entries(PAGE_HEADERS)) request.setRequestHeader(name, value);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    signal.addEventListener("abort", () => request.abort());
    request.addEventListener("abort", () => reject(new ApiProblem(0, { code: "cancelled" })));
    request.addEventListener("error", () => reject(new ApiProblem(0, {})));
    request.addEventListener("load", () => {
      const answer = readAnswer(request);
      const isObject = typeof answer === "object" && answer !== null;
      if (request.status >= 200 && request.status < 300 && isObject) resolve(answer as Answer);
      else reject(new ApiProblem(request.status, isObject ? { ...answer } : {}));
    });
    request.send(file);
  });
}
