package dev.stadion.agent.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Takes packages from the one Python index of the operator's choice: the wheel if there is one that
 * runs anywhere, else the sources.
 */
record PyPiSource(Optional<URI> index, HttpSource http) {
  private static final String ACCEPT =
      "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2,"
          + " text/html;q=0.1";
  private static final int LARGEST_PAGE = 16 << 20;

  /** Which file of the index it is. */
  PyPiPage.File find(Source.PyPi wanted) throws IOException {
    URI base =
        index.orElseThrow(
            () -> new FetchException("no index is set: fetcher.pypiIndex says which to use"));
    HttpSource.Text page = http.text(base.resolve(wanted.project() + "/"), ACCEPT, LARGEST_PAGE);
    if (page.status() == 404) {
      throw new FetchException("the index has no project " + wanted.project());
    }
    List<PyPiPage.File> files = PyPiPage.parse(page);
    return PyPiPage.choose(files, wanted)
        .orElseThrow(() ->
            new FetchException(
                "the index has neither a wheel for any machine nor sources of version "
                    + wanted.version()));
  }

  void download(PyPiPage.File file, Path target, Meter meter) throws IOException {
    String sha256 =
        file.sha256()
            .orElseThrow(() -> new FetchException("the index has no SHA-256 of " + file.name()));
    http.download(file.uri(), target, meter);
    new Checksum("SHA-256", sha256).verify(target);
  }
}
