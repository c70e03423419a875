/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.hop;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Watches one connection of a collector behind TLS and before Avro's decoder, which would keep whatever length a client names.
 * A call of Avro's transport is a serial number, the number of its parts, and each part with its length before it. Follows
 * these lengths without keeping anything, and closes a connection that names too much, that takes too long, or that would
 * take more memory than all connections together may. What a call takes is given back when it is answered; of a client that does
 * not take its answers nothing further is read. One that has been quiet for long gives way where there is no room for another one
 * that makes its first call.
 *
 * <p>For the connection's own thread. Every closed connection is said, by its kind.
 */
final class FrameGuard extends ChannelDuplexHandler implements HopLimits.Guest {
    /** Our senders' parts have 8 KiB each, or one event's body. */
    private static final int MOST_PARTS = 1 << 16;

    private static final Object UNKNOWN = "unknown";

    private final HopLimits limits;
    private final Deque<Long> unanswered = new ArrayDeque<>();
    private final long[] number = new long[1];
    private final Timer firstCall = new Timer(HopLimits.Kind.NO_CALL);
    private final Timer endOfCall = new Timer(HopLimits.Kind.SLOW);
    private final Timer answersTaken = new Timer(HopLimits.Kind.UNREAD);
    private int digits;
    private State state = State.SERIAL;
    private int parts;
    private long left;
    private long size;
    private boolean called;
    private boolean admitted;
    private boolean closing;
    private volatile Object host = UNKNOWN;
    private volatile OptionalLong quietSince = OptionalLong.empty();
    private volatile Optional<ChannelHandlerContext> connection = Optional.empty();

    private enum State {
        SERIAL,
        PARTS,
        LENGTH,
        BODY
    }

    /** Closes the connection unless it is stopped in time. */
    private final class Timer {
        private final HopLimits.Kind kind;
        private Optional<Future<?>> running = Optional.empty();

        Timer(HopLimits.Kind kind) {
            this.kind = kind;
        }

        void start(ChannelHandlerContext context) {
            running = Optional.of(context.executor()
                    .schedule(() -> close(context, kind), limits.patience().toMillis(), TimeUnit.MILLISECONDS));
        }

        void stop() {
            running.ifPresent(timer -> timer.cancel(false));
            running = Optional.empty();
        }

        boolean runs() {
            return running.isPresent();
        }
    }

    FrameGuard(HopLimits limits) {
        this.limits = limits;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        connection = Optional.of(context);
        host = hostOf(context.channel().remoteAddress());
        limits.connected(this);
        firstCall.start(context);
        super.channelActive(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        closing = true;
        firstCall.stop();
        endOfCall.stop();
        answersTaken.stop();
        limits.disconnected(this);
        giveBack(size);
        unanswered.forEach(this::giveBack);
        unanswered.clear();
        size = 0;
        super.channelInactive(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (closing || !(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        quietSince = OptionalLong.empty();
        Optional<HopLimits.Kind> trouble = follow(bytes).or(this::admission);
        if (trouble.isPresent()) {
            ReferenceCountUtil.release(message);
            close(context, trouble.get());
            return;
        }
        if (size > 0 && !endOfCall.runs()) {
            endOfCall.start(context);
        }
        super.channelRead(context, message);
    }

    /** Asked for at the end of the first call, before that is carried out. */
    private Optional<HopLimits.Kind> admission() {
        if (called && !admitted) {
            admitted = limits.called(this);
            return admitted ? Optional.empty() : Optional.of(HopLimits.Kind.CONNECTIONS);
        }
        return Optional.empty();
    }

    /** Answers that nobody takes would fill the memory. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
        boolean takesAnswers = context.channel().isWritable();
        context.channel().config().setAutoRead(takesAnswers);
        answersTaken.stop(); // also of one that took some and stopped again since the last time
        if (!takesAnswers && !closing) {
            answersTaken.start(context);
        }
        super.channelWritabilityChanged(context);
    }

    @Override
    public OptionalLong quietSince() {
        return quietSince;
    }

    @Override
    public Object host() {
        return host;
    }

    private static Object hostOf(SocketAddress client) {
        return client instanceof InetSocketAddress address && address.getAddress() != null
                ? address.getAddress()
                : UNKNOWN;
    }

    @Override
    public void giveWay() {
        connection.ifPresent(context -> context.executor()
                .execute(() -> close(context, admitted ? HopLimits.Kind.GIVES_WAY : HopLimits.Kind.CONNECTIONS)));
    }

    /** Goes on through the lengths; empty if all is well. */
    private Optional<HopLimits.Kind> follow(ByteBuf bytes) {
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex()) {
            if (state == State.BODY) {
                long step = Math.min(left, bytes.writerIndex() - at);
                at += (int) step;
                left -= step;
                if (!take(step)) {
                    return Optional.of(HopLimits.Kind.MEMORY);
                }
            } else {
                number[0] = (number[0] << 8) | (bytes.getByte(at) & 0xff);
                digits++;
                at++;
                if (!take(1)) {
                    return Optional.of(HopLimits.Kind.MEMORY);
                }
            }
            Optional<HopLimits.Kind> trouble = step();
            if (trouble.isPresent()) {
                return trouble;
            }
        }
        return Optional.empty();
    }

    private Optional<HopLimits.Kind> step() {
        if (state == State.BODY) {
            if (left == 0) {
                parts--;
                next();
            }
            return Optional.empty();
        }
        if (digits < Integer.BYTES) {
            return Optional.empty();
        }
        int value = (int) number[0];
        digits = 0;
        number[0] = 0;
        switch (state) {
            case SERIAL -> state = State.PARTS;
            case PARTS -> {
                if (value < 0 || value > MOST_PARTS) {
                    return Optional.of(HopLimits.Kind.NO_CALL_OF_AVRO);
                }
                parts = value;
                next();
            }
            default -> {
                if (value < 0) {
                    return Optional.of(HopLimits.Kind.NO_CALL_OF_AVRO);
                }
                if (size + value > limits.mostCallBytes()) {
                    return Optional.of(HopLimits.Kind.TOO_LARGE);
                }
                left = value;
                state = State.BODY;
                if (value == 0) {
                    parts--;
                    next();
                }
            }
        }
        return Optional.empty();
    }

    private void next() {
        if (parts > 0) {
            state = State.LENGTH;
            return;
        }
        state = State.SERIAL;
        called = true;
        firstCall.stop();
        endOfCall.stop();
        unanswered.addLast(size);
        size = 0;
    }

    private boolean take(long bytes) {
        size += bytes;
        return limits.take(bytes);
    }

    private void giveBack(long bytes) {
        limits.giveBack(bytes);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        Long answered = unanswered.pollFirst();
        if (answered != null) {
            giveBack(answered);
        }
        if (unanswered.isEmpty() && size == 0) {
            quietSince = OptionalLong.of(limits.now());
        }
        boolean unreadable = message instanceof ByteBuf answer && HopResponder.saysUnreadable(answer);
        super.write(context, message, promise);
        if (unreadable) { // when that has been sent
            context.executor().execute(() -> close(context, HopLimits.Kind.NO_CALL_OF_AVRO));
        }
    }

    /** A client that breaks off or does not speak as it should is its own affair: one sentence, no stack trace. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!closing) {
            HopLimits.Kind.of(cause)
                    .ifPresent(kind -> limits.say(
                            kind,
                            context.channel().remoteAddress(),
                            String.valueOf(root(cause).getMessage())));
        }
        closing = true;
        var unused = context.close();
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private void close(ChannelHandlerContext context, HopLimits.Kind kind) {
        if (!closing) {
            closing = true;
            limits.say(kind, context.channel().remoteAddress(), "");
            var unused = context.close();
        }
    }
}
