/** Signing in at the MSP's identity provider (OpenID Connect), and handing the proof over to the page that asked for it. */
@NullMarked
package io.countersign.app.signin;

import org.jspecify.annotations.NullMarked;
