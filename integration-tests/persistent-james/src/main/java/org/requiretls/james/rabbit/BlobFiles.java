package org.requiretls.james.rabbit;

import com.google.common.io.ByteSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.james.blob.api.BlobId;
import org.apache.james.blob.api.BlobStoreDAO;
import org.apache.james.blob.api.BucketName;
import org.apache.james.blob.api.ObjectNotFoundException;
import org.apache.james.blob.api.ObjectStoreIOException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Blobs as files, one folder for each bucket. They outlive the process, not a power cut. */
final class BlobFiles implements BlobStoreDAO {

    private static final Path ROOT = Path.of("var", "blobs");

    private final BlobId.Factory ids;

    @Inject
    BlobFiles(BlobId.Factory ids) {
        this.ids = ids;
    }

    private static Path folder(BucketName bucket) {
        return ROOT.resolve(URLEncoder.encode(bucket.asString(), StandardCharsets.UTF_8));
    }

    private static Path file(BucketName bucket, BlobId id) {
        return folder(bucket).resolve(URLEncoder.encode(id.asString(), StandardCharsets.UTF_8));
    }

    @Override
    public InputStream read(BucketName bucket, BlobId id) {
        return new ByteArrayInputStream(octets(bucket, id));
    }

    @Override
    public Mono<InputStream> readReactive(BucketName bucket, BlobId id) {
        return readBytes(bucket, id).map(ByteArrayInputStream::new);
    }

    @Override
    public Mono<byte[]> readBytes(BucketName bucket, BlobId id) {
        return Mono.fromCallable(() -> octets(bucket, id)).subscribeOn(Schedulers.boundedElastic());
    }

    private static byte[] octets(BucketName bucket, BlobId id) {
        try {
            return Files.readAllBytes(file(bucket, id));
        } catch (NoSuchFileException e) {
            throw new ObjectNotFoundException("No blob " + id.asString() + " in " + bucket.asString(), e);
        } catch (IOException e) {
            throw new ObjectStoreIOException("Blob " + id.asString() + " could not be read", e);
        }
    }

    @Override
    public Mono<Void> save(BucketName bucket, BlobId id, byte[] octets) {
        return save(bucket, id, new ByteArrayInputStream(octets));
    }

    @Override
    public Mono<Void> save(BucketName bucket, BlobId id, ByteSource content) {
        return Mono.using(content::openStream, octets -> save(bucket, id, octets), BlobFiles::close);
    }

    @Override
    public Mono<Void> save(BucketName bucket, BlobId id, InputStream octets) {
        return inTheBackground(() -> {
            Path folder = Files.createDirectories(folder(bucket));
            Path whole = Files.createTempFile(folder, ".", ".new");
            Files.copy(octets, whole, StandardCopyOption.REPLACE_EXISTING);
            Files.move(whole, file(bucket, id), StandardCopyOption.ATOMIC_MOVE);
        });
    }

    @Override
    public Mono<Void> delete(BucketName bucket, BlobId id) {
        return inTheBackground(() -> Files.deleteIfExists(file(bucket, id)));
    }

    @Override
    public Mono<Void> delete(BucketName bucket, Collection<BlobId> all) {
        return Flux.fromIterable(all).concatMap(id -> delete(bucket, id)).then();
    }

    @Override
    public Mono<Void> deleteBucket(BucketName bucket) {
        return inTheBackground(() -> {
            for (Path file : filesIn(folder(bucket))) {
                Files.deleteIfExists(file);
            }
        });
    }

    @Override
    public Flux<BucketName> listBuckets() {
        return Flux.defer(() -> Flux.fromIterable(filesIn(ROOT)))
                .map(folder -> BucketName.of(name(folder)))
                .subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public Flux<BlobId> listBlobs(BucketName bucket) {
        return Flux.defer(() -> Flux.fromIterable(filesIn(folder(bucket))))
                .filter(file -> !file.getFileName().toString().startsWith("."))
                .map(file -> ids.from(name(file)))
                .subscribeOn(Schedulers.boundedElastic());
    }

    private static String name(Path encoded) {
        return URLDecoder.decode(encoded.getFileName().toString(), StandardCharsets.UTF_8);
    }

    private static List<Path> filesIn(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (NoSuchFileException nothingSavedYet) {
            return List.of();
        } catch (IOException e) {
            throw new ObjectStoreIOException(folder + " could not be read", e);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static Mono<Void> inTheBackground(Work work) {
        return Mono.<Void>fromCallable(() -> {
                    work.run();
                    return null;
                })
                .onErrorMap(IOException.class, e -> new ObjectStoreIOException("Blobs could not be written", e))
                .subscribeOn(Schedulers.boundedElastic());
    }

    private static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            throw new ObjectStoreIOException("Blob could not be closed", e);
        }
    }
}
