package io.countersign.app.work;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import io.countersign.challenge.Channel;
import io.countersign.verification.VerificationEvent.NoteKind;
import io.countersign.verification.VerificationId;

/** The kinds of work. What is to be done stands in the instance's name, made of our own ids: no code, number or address is ever in a task. */
final class Tasks {
    static final TaskDescriptor<Void> SEND_CODE = TaskDescriptor.of("send-code");
    static final TaskDescriptor<Void> LEAVE_NOTE = TaskDescriptor.of("leave-note");
    static final TaskDescriptor<Void> LOOK_FOR_DOUBLE_NOTE = TaskDescriptor.of("look-for-double-note");
    static final TaskDescriptor<Void> EXPIRE = TaskDescriptor.of("expire");
    static final TaskDescriptor<Void> ALERT = TaskDescriptor.of("alert");
    static final TaskDescriptor<Void> TELL_FORMER_POINT = TaskDescriptor.of("tell-former-point");
    static final TaskDescriptor<Void> ALARM = TaskDescriptor.of("alarm");

    private Tasks() {}

    /** One copy of a code, through one channel. */
    record Copy(VerificationId verification, Channel channel, int copy) {
        String name() {
            return verification.value() + " " + channel + " " + copy;
        }

        static Copy of(String name) {
            String[] parts = name.split(" ", 3);
            return new Copy(new VerificationId(parts[0]), Channel.valueOf(parts[1]), Integer.parseInt(parts[2]));
        }
    }

    /** One note. */
    record NoteOf(VerificationId verification, NoteKind kind) {
        String name() {
            return verification.value() + " " + kind;
        }

        static NoteOf of(String name) {
            String[] parts = name.split(" ", 2);
            return new NoteOf(new VerificationId(parts[0]), NoteKind.valueOf(parts[1]));
        }
    }
}
