/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.github.trackreplay.validate;

import java.lang.reflect.InvocationTargetException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a broker says of a topic, asked with the client that is on the class path. Its methods are looked up by name: no client is
 * part of the agent, and those of 2.x and 4.x share no method that lists a topic's partitions.
 *
 * @param partitions how many
 * @param replicas of the partition that has the fewest
 * @param settings the topic's and, where it has none, the broker's
 */
record KafkaTopic(int partitions, int replicas, Map<String, String> settings) {
    private static final String ADMIN = "org.apache.kafka.clients.admin.";
    private static final int PATIENCE_SECONDS = 5;

    KafkaTopic {
        settings = Map.copyOf(settings);
    }

    /** No client is on the class path, or one that is too different. */
    static final class NoClientException extends Exception {
        private static final long serialVersionUID = 1;

        NoClientException(Throwable cause) {
            super(cause);
        }
    }

    /** A setting that is a number. */
    Optional<Long> number(String name) {
        String text = settings.getOrDefault(name, "");
        return text.matches("-?\\d{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    /**
     * Asks; takes some seconds at most.
     *
     * @param client settings of the client, {@code bootstrap.servers} among them
     * @return nothing where there is no such topic
     * @throws ExecutionException where the broker refuses or cannot be reached
     */
    static Optional<KafkaTopic> ask(Map<String, Object> client, String topic)
            throws NoClientException, ExecutionException, InterruptedException, TimeoutException {
        try {
            Object admin = Class.forName(ADMIN + "Admin")
                    .getMethod("create", Map.class)
                    .invoke(null, client);
            try {
                return Optional.of(read(admin, topic));
            } finally {
                call(admin, "close");
            }
        } catch (ExecutionException e) {
            if (String.valueOf(e.getCause()).contains("UnknownTopicOrPartition")) {
                return Optional.empty();
            }
            throw e;
        } catch (InvocationTargetException e) {
            throw new ExecutionException(e.getCause()); // the client is there, and refuses its settings
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new NoClientException(e);
        }
    }

    private static KafkaTopic read(Object admin, String topic)
            throws ReflectiveOperationException, ExecutionException, InterruptedException, TimeoutException {
        Object described = call(admin, "describeTopics", Collection.class, List.of(topic));
        Map<?, ?> byName;
        try {
            byName = (Map<?, ?>) call(described, "topicNameValues");
        } catch (NoSuchMethodException e) {
            byName = (Map<?, ?>) call(described, "values"); // until 3.0
        }
        List<?> partitions = (List<?>) call(answer(only(byName)), "partitions");
        int replicas = Integer.MAX_VALUE;
        for (Object partition : partitions) {
            replicas = Math.min(replicas, ((List<?>) call(partition, "replicas")).size());
        }
        return new KafkaTopic(partitions.size(), replicas, settings(admin, topic));
    }

    private static Map<String, String> settings(Object admin, String topic)
            throws ReflectiveOperationException, ExecutionException, InterruptedException, TimeoutException {
        Class<?> resourceType = Class.forName("org.apache.kafka.common.config.ConfigResource");
        Class<?> kind = Class.forName("org.apache.kafka.common.config.ConfigResource$Type");
        Object resource = resourceType
                .getConstructor(kind, String.class)
                .newInstance(kind.getField("TOPIC").get(null), topic);
        Object described = call(admin, "describeConfigs", Collection.class, List.of(resource));
        Object config = only((Map<?, ?>) answer(call(described, "all")));
        Map<String, String> settings = new HashMap<>();
        for (Object entry : (Collection<?>) call(config, "entries")) {
            Object value = call(entry, "value");
            if (value != null) {
                settings.put((String) call(entry, "name"), (String) value);
            }
        }
        return settings;
    }

    /** What is said of the only one that was asked for. */
    private static Object only(Map<?, ?> answers) {
        return answers.values().iterator().next();
    }

    private static Object answer(Object future) throws ExecutionException, InterruptedException, TimeoutException {
        return ((Future<?>) future).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static Object call(Object target, String method) throws ReflectiveOperationException {
        return target.getClass().getMethod(method).invoke(target);
    }

    private static Object call(Object target, String method, Class<?> type, Object argument)
            throws ReflectiveOperationException {
        return target.getClass().getMethod(method, type).invoke(target, argument);
    }
}
