/*
 * Behind a set-up link. The token stands behind the #, which browsers send to nobody, and is taken out of the address at once. Opening the page uses nothing up.
 */
import { signInHere } from '/sign-in/sign-in.js';

const setupLink = window.location.hash.slice(1);
const told = document.getElementById('told');
const button = document.getElementById('begin');

history.replaceState(null, '', window.location.pathname);
button.addEventListener('click', async () => {
  button.disabled = true;
  told.textContent = '';
  try {
    await signInHere({ purpose: 'setup', setupLink });
  } catch (status) {
    button.disabled = false;
    told.textContent = status === 501 ? told.dataset.none : status === 410 || status === 400 ? told.dataset.over : told.dataset.silent;
  }
});
