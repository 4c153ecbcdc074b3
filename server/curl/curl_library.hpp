#pragma once

namespace eigenfaces::service {

/// libcurl, initialised: made once by the program, before its threads and its downloads, and kept until they
/// are done. Downloads ask for a reference to it, so that none can run without.
class CurlLibrary {
  public:
    /// Throws std::runtime_error where libcurl can't be initialised.
    CurlLibrary();
    CurlLibrary(const CurlLibrary&) = delete;
    CurlLibrary& operator=(const CurlLibrary&) = delete;
    ~CurlLibrary();
};

}  // namespace eigenfaces::service
