/** The sandbox: ConnectWise PSA, Autotask PSA, Twilio and a mail server as one stateful outside world, with the controls and the page to drive it by hand. */
@NullMarked
package io.countersign.sandbox;

import org.jspecify.annotations.NullMarked;
