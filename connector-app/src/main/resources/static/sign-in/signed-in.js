/*
 * The page that people come back to: gives the code to the page that waits for it. Only a page of our own origin can take it, and only the one with the verifier can use it.
 */
import { keepCode } from '/sign-in/sign-in.js';

const PATIENCE = 2000;
const { code, page, next } = document.body.dataset;

if (page === 'window') {
  // without what this tab kept, the next page simply asks again
  const from = keepCode(code);
  // of the console's pages the one that they came from
  window.location.replace(from?.startsWith('/console/') ? from : next);
} else if (window.opener === null) {
  // the identity provider has cut us off from the frame: the whole page goes on here
  window.location.replace(next);
} else {
  const alone = setTimeout(() => window.location.replace(next), PATIENCE);
  window.addEventListener('message', (message) => {
    if (message.source === window.opener && message.origin === window.location.origin && message.data?.countersign === 'taken') {
      clearTimeout(alone);
      window.close();
    }
  });
  window.opener.postMessage({ countersign: 'signed-in', code }, window.location.origin);
}
