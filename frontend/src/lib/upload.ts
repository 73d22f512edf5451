import { PAGE_HEADERS } from "./api";
import { ApiProblem } from "./problem";

function readAnswer(request: XMLHttpRequest): unknown {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return null;
  }
}

/**
 * Sends a file as the body of a POST, unread by the page, and reports the share sent (0 to 1).
 * Throws ApiProblem when the server refuses it. (fetch does not report how much was sent.)
 */
export function uploadFile<Answer>(address: string, file: File, onProgress: (share: number) => void): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    for (const [name, value] of Object.entries(PAGE_HEADERS)) request.setRequestHeader(name, value);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
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
