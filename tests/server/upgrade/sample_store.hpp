#pragma once
#include <filesystem>
#include <string>

/// A shared store with what servers of some version kept in it; libcurl's S3 and
/// tests/server/objects/s3/store.mjs. A sample of a store is a folder in which each object is the file of its
/// name.
class SampleStore {
  public:
    /// Empty. Servers that this process starts from now on find the store's credentials in their environment.
    SampleStore();

    /// What a server is told to use it: --state ADDRESS
    std::string address() const;
    /// Puts the objects of a sample into it. Throws std::runtime_error.
    void fill(const std::filesystem::path& folder) const;
    /// Writes what is in it to a folder that is not there yet. Throws std::runtime_error.
    void keep(const std::filesystem::path& folder) const;
    /// Throws std::runtime_error.
    void write(const std::string& name, const std::string& bytes) const;

  private:
    std::string prefix_;
};
