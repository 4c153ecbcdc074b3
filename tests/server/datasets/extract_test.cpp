#include "datasets/extract.hpp"

#include <cstdio>
#include <string>
#include <sys/stat.h>
#include <vector>

#include "tests/catch.hpp"
#include "tests/server/datasets/archive_writer.hpp"
#include "tests/temporary_folder.hpp"

using namespace eigenfaces::service;
using Kind = ExtractionError::Kind;
using Type = EntryToWrite::Type;

namespace {

/// An archive in a folder, and where it is extracted to.
class Sandbox {
  public:
    explicit Sandbox(const std::string& archive) {
        put_file(folder_ / "archive", archive);
        put_file(folder_ / "outside", "untouched");
    }

    tl::expected<Extracted, ExtractionError> extract_all(const ExtractionLimits& limits = {}) const {
        return extract(folder_ / "archive", tree(), limits, nullptr, {});
    }

    std::filesystem::path tree() const { return folder_ / "tree"; }
    /// Nothing but the archive, the file beside it, and, if wanted, the tree.
    bool has_only(const std::vector<std::string>& names) const { return names_in(folder_.path()) == names; }
    const TemporaryFolder& folder() const { return folder_; }

  private:
    TemporaryFolder folder_;
};

void check_refused(const std::string& archive, const std::string& rule) {
    const Sandbox sandbox(archive);
    const auto extracted = sandbox.extract_all();
    REQUIRE_FALSE(extracted);
    CHECK(extracted.error().kind == Kind::refused);
    CHECK_THAT(extracted.error().detail, ContainsSubstring(rule));
    CHECK(sandbox.has_only({"archive", "outside"}));
    CHECK(contents_of(sandbox.folder() / "outside") == "untouched");
}

void check_damaged(const std::string& archive) {
    const Sandbox sandbox(archive);
    const auto extracted = sandbox.extract_all();
    REQUIRE_FALSE(extracted);
    INFO(extracted.error().detail);
    CHECK(extracted.error().kind == Kind::damaged);
    CHECK(sandbox.has_only({"archive", "outside"}));
}

const std::vector<EntryToWrite> lawful = {
    {"top/", "", Type::folder, 0, 0700},
    {"top/a/1.jpg", "first"},
    {"top/a/2.jpg", "", Type::file, 0, 0600},
    {"./top/b/1.jpg", std::string("\0\xff", 2), Type::file, 0, 06777},
    {"top/a/", "", Type::folder, 0, 01777},
    {"top/a/large", "begin", Type::file, 200'000},
    {"top/Jos\u00e9 \u5f20.jpg", "name"},
};

void check_lawful(const Sandbox& sandbox) {
    const auto extracted = sandbox.extract_all();
    if (!extracted) FAIL(extracted.error().detail);
    CHECK(extracted->files == 5);
    CHECK(extracted->bytes == 5 + 2 + 200'005 + 4);
    CHECK(contents_of(sandbox.tree() / "top/a/1.jpg") == "first");
    CHECK(contents_of(sandbox.tree() / "top/a/2.jpg").empty());
    CHECK(contents_of(sandbox.tree() / "top/b/1.jpg") == std::string("\0\xff", 2));
    CHECK(contents_of(sandbox.tree() / "top/a/large") == "begin" + std::string(200'000, '\0'));
    CHECK(contents_of(sandbox.tree() / "top/Jos\u00e9 \u5f20.jpg") == "name");
    CHECK(names_in(sandbox.tree()) == std::vector<std::string>{"top"});
}

}  // namespace

TEST_CASE("a tar.gz archive is extracted, with modes of our own") {
    const Sandbox sandbox(tar_gz_of(lawful));
    const mode_t mask = ::umask(022);
    check_lawful(sandbox);
    ::umask(mask);
    const auto mode_of = [&](const char* path) {
        struct stat status = {};
        REQUIRE(::lstat((sandbox.tree() / path).c_str(), &status) == 0);
        return status.st_mode & 07777;
    };
    CHECK(mode_of("top/a/2.jpg") == 0644);
    CHECK(mode_of("top/b/1.jpg") == 0644);
    CHECK(mode_of("top") == 0755);
    CHECK(mode_of("top/a") == 0755);
}

TEST_CASE("a zip archive is extracted, deflated or stored") {
    check_lawful(Sandbox(zip_of(lawful, true)));
    check_lawful(Sandbox(zip_of(lawful, false)));
}

TEST_CASE("gzip members may follow each other, and padding the last") {
    const std::string tar = tar_of({{"a/1.jpg", "first"}});
    const Sandbox sandbox(gzip(tar.substr(0, 700)) + gzip("") + gzip(tar.substr(700)) +
                          std::string(1000, '\0'));
    const auto extracted = sandbox.extract_all();
    if (!extracted) FAIL(extracted.error().detail);
    CHECK(contents_of(sandbox.tree() / "a/1.jpg") == "first");
}

TEST_CASE("entries that lead out of the folder are refused") {
    for (auto* const make : {+[](const std::vector<EntryToWrite>& entries) { return tar_gz_of(entries); },
                             +[](const std::vector<EntryToWrite>& entries) { return zip_of(entries); }}) {
        check_refused(make({{"a/1.jpg", "x"}, {"../outside", "evil"}}), "\"../outside\" has \"..\"");
        check_refused(make({{"a/../../outside", "evil"}}), "has \"..\" in its path");
        check_refused(make({{"/etc/gasworks-evil", "evil"}}), "is an absolute path");
        check_refused(make({{"/tmp", "", Type::folder}}), "is an absolute path");
        check_refused(make({{"..", "", Type::folder}}), "has \"..\" in its path");
        // libarchive takes a zip's backslashes for slashes.
        check_refused(make({{"..\\outside", "evil"}}), "in its path");
        check_refused(make({{"a\nb", "evil"}}), "has a control character");
        check_refused(make({{std::string(256, 'n'), "evil"}}), "more than 255 bytes");
        check_refused(make({{"a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q", "evil"}}), "more than 16 folders deep");
        check_refused(make({{"link", "..", Type::symlink}, {"link/outside", "evil"}}),
                      "\"link\" is a symbolic link");
        check_refused(make({{"inside", "a", Type::symlink}}), "is a symbolic link");
    }
}

TEST_CASE("links, devices and pipes are refused") {
    check_refused(tar_gz_of({{"a", "x"}, {"b", "a", Type::hard_link}}), "\"b\" is a hard link");
    check_refused(tar_gz_of({{"b", "../outside", Type::hard_link}}), "\"b\" is a hard link");
    check_refused(tar_gz_of({{"pipe", "", Type::pipe}}), "\"pipe\" is neither a file nor a folder");
    check_refused(tar_gz_of({{"device", "", Type::character_device}}), "is neither a file nor a folder");
}

TEST_CASE("a name that is given twice is refused") {
    check_refused(tar_gz_of({{"a/1.jpg", "x"}, {"a/1.jpg", "y"}}),
                  "\"a/1.jpg\" has a path that another entry");
    check_refused(tar_gz_of({{"a/1.jpg", "x"}, {"./a//1.jpg", "y"}}), "has a path that another entry");
    check_refused(tar_gz_of({{"a", "x"}, {"a/1.jpg", "y"}}), "has a path that another entry");
    check_refused(tar_gz_of({{"a", "x"}, {"a/", "", Type::folder}}), "has a path that another entry");
    check_refused(tar_gz_of({{"a/1.jpg", "x"}, {"a", "y"}}), "has a path that another entry");
    check_refused(zip_of({{"a/1.jpg", "x"}, {"a/1.jpg", "y"}}), "has a path that another entry");
    check_refused(tar_gz_of({{".", "x"}}), "has no name");
}

TEST_CASE("limits of entries and bytes hold") {
    const auto too_large = [](const std::string& archive, const ExtractionLimits& limits,
                              const std::string& what) {
        const Sandbox sandbox(archive);
        const auto extracted = sandbox.extract_all(limits);
        REQUIRE_FALSE(extracted);
        CHECK(extracted.error().kind == Kind::too_large);
        CHECK_THAT(extracted.error().detail, ContainsSubstring(what));
        CHECK(sandbox.has_only({"archive", "outside"}));
    };
    const std::vector<EntryToWrite> three = {{"a", "12345"}, {"b", "12345"}, {"c", "12345"}};
    ExtractionLimits limits;
    SECTION("entries") {
        limits.max_entries = 2;
        too_large(tar_gz_of(three), limits, "has more than 2 entries");
        limits.max_entries = 3;
        CHECK(Sandbox(tar_gz_of(three)).extract_all(limits));
    }
    SECTION("bytes of an entry") {
        limits.max_entry_bytes = 4;
        too_large(tar_gz_of(three), limits, "an entry of more than 4 bytes: \"a\"");
        too_large(zip_of(three), limits, "an entry of more than 4 bytes: \"a\"");
        limits.max_entry_bytes = 5;
        CHECK(Sandbox(tar_gz_of(three)).extract_all(limits));
    }
    SECTION("bytes of all entries") {
        limits.max_total_bytes = 14;
        too_large(tar_gz_of(three), limits, "unpacks to more than 14 bytes");
        too_large(zip_of(three), limits, "unpacks to more than 14 bytes");
        limits.max_total_bytes = 15;
        CHECK(Sandbox(tar_gz_of(three)).extract_all(limits));
        CHECK(Sandbox(zip_of(three)).extract_all(limits));
    }
    SECTION("a gigabyte of zeros in a megabyte") {
        const std::string bomb = tar_gz_of({{"zeros", "", Type::file, std::size_t{1} << 30U}});
        REQUIRE(bomb.size() < 2'000'000);
        limits.max_total_bytes = std::uint64_t{10} << 20U;
        limits.max_entry_bytes = std::uint64_t{2} << 30U;
        too_large(bomb, limits, "unpacks to more than 10485760 bytes");
    }
    SECTION("zeros that belong to no entry") {
        // After the end of the tar file proper, where nobody looks but the checksum.
        limits.max_entries = 10;
        limits.max_total_bytes = 1000;
        too_large(gzip(tar_of({{"a", "x"}}) + std::string(std::size_t{50} << 20U, '\0')), limits,
                  "unpacks to more than");
    }
}

TEST_CASE("a damaged archive is found, wherever the damage is") {
    const std::string whole = small_data_set(2, 3, 5000);
    REQUIRE(Sandbox(whole).extract_all());
    SECTION("cut off at any place") {
        for (std::size_t size = 0; size < whole.size(); size += whole.size() / 40)
            check_damaged(whole.substr(0, size));
        for (std::size_t missing = 1; missing <= 9; ++missing)
            check_damaged(whole.substr(0, whole.size() - missing));
    }
    SECTION("a byte of gzip's checksum or length changed") {
        for (std::size_t from_end = 1; from_end <= 8; ++from_end) {
            std::string changed = whole;
            changed[changed.size() - from_end] = static_cast<char>(changed[changed.size() - from_end] ^ 1);
            check_damaged(changed);
        }
    }
    SECTION("a byte in the middle changed") {
        for (std::size_t at = 100; at < whole.size() - 8; at += whole.size() / 40) {
            std::string changed = whole;
            changed[at] = static_cast<char>(changed[at] ^ 0x10);
            check_damaged(changed);
        }
    }
    SECTION("a whole gzip file with half a tar file in it") {
        const std::string tar = tar_of({{"a", std::string(5000, 'x')}});
        check_damaged(gzip(tar.substr(0, 300)));
        check_damaged(gzip(tar.substr(0, 3000)));
    }
    SECTION("something else") {
        check_damaged("");
        check_damaged("P");
        check_damaged("<html>not found</html>");
        check_damaged("PK but no more");
        check_damaged(gzip("just text, but compressed"));
        check_damaged(gzip(whole));  // an archive in an archive
        check_damaged(tar_of({{"a", "x"}}));
    }
}

TEST_CASE("a damaged zip archive is found") {
    const std::vector<EntryToWrite> entries = {{"a/1.jpg", std::string(3000, 'x') + "tail"},
                                               {"a/2.jpg", "second"}};
    for (const bool compressed : {true, false}) {
        const std::string whole = zip_of(entries, compressed);
        REQUIRE(Sandbox(whole).extract_all());
        for (std::size_t size = 2; size < whole.size() - 4; size += whole.size() / 20 + 1) {
            check_damaged(whole.substr(0, size));
        }
    }
    std::string changed = zip_of(entries, false);
    const auto at = changed.find("tail");
    REQUIRE(at != std::string::npos);
    changed[at] = 'T';
    check_damaged(changed);
}

TEST_CASE("extraction stops when asked to, and leaves nothing") {
    const Sandbox sandbox(small_data_set(3, 10, 5000));
    for (const std::uint64_t after : {0U, 1U, 15U}) {
        std::stop_source stop;
        const auto extracted = extract(
            sandbox.folder() / "archive", sandbox.tree(), {},
            [&](const ExtractionProgress& progress) {
                if (progress.entries >= after) stop.request_stop();
            },
            stop.get_token());
        REQUIRE_FALSE(extracted);
        CHECK(extracted.error().kind == Kind::cancelled);
        CHECK(sandbox.has_only({"archive", "outside"}));
    }
}

TEST_CASE("progress goes from nothing to all") {
    const std::string archive = small_data_set(3, 10, 5000);
    const Sandbox sandbox(archive);
    ExtractionProgress last;
    const auto extracted = extract(sandbox.folder() / "archive", sandbox.tree(), {},
                                   [&](const ExtractionProgress& progress) {
                                       CHECK(progress.entries >= last.entries);
                                       CHECK(progress.bytes >= last.bytes);
                                       CHECK(progress.archive_bytes_read >= last.archive_bytes_read);
                                       CHECK(progress.archive_bytes == archive.size());
                                       last = progress;
                                   },
                                   {});
    REQUIRE(extracted);
    CHECK(last.entries == 1 + 3 + 30);
    CHECK(last.bytes == 150'000);
    CHECK(extracted->bytes == 150'000);
    CHECK(extracted->files == 30);
}

TEST_CASE("extraction needs a folder that is not there yet") {
    const Sandbox sandbox(small_data_set(1, 1));
    put_file(sandbox.tree() / "kept", "x");
    const auto extracted = sandbox.extract_all();
    REQUIRE_FALSE(extracted);
    CHECK(extracted.error().kind == Kind::disk);
    CHECK_THAT(extracted.error().detail, ContainsSubstring("File exists"));
    CHECK(contents_of(sandbox.tree() / "kept") == "x");

    const auto missing = extract(sandbox.folder() / "missing", sandbox.folder() / "new", {}, nullptr, {});
    REQUIRE_FALSE(missing);
    CHECK(missing.error().kind == Kind::disk);
    CHECK_THAT(missing.error().detail, ContainsSubstring("No such file"));
}

namespace {

/// A record of a tar file: a header as POSIX's ustar has it, and the contents.
std::string tar_record(const std::string& name, char type, const std::string& contents) {
    std::string header(512, '\0');
    const auto put = [&](std::size_t at, const std::string& text) { header.replace(at, text.size(), text); };
    char size[12];
    std::snprintf(size, sizeof size, "%011zo", contents.size());
    put(0, name);
    put(100, "0000644");
    put(108, "0000000");
    put(116, "0000000");
    put(124, size);
    put(136, "00000000000");
    put(148, "        ");
    header[156] = type;
    put(257, std::string("ustar\0", 6) + "00");
    unsigned sum = 0;
    for (const char c : header)
        sum += static_cast<unsigned char>(c);
    char checksum[8];
    std::snprintf(checksum, sizeof checksum, "%06o", sum);
    put(148, checksum);
    std::string padded = contents;
    padded.resize((contents.size() + 511) / 512 * 512, '\0');
    return header + padded;
}

}  // namespace

TEST_CASE("names of every language are kept, as pax, GNU's tar and zip have them") {
    const std::string name = "Zo\xc3\xab/\xe6\x9d\x8e.jpg";
    const std::string end(1024, '\0');
    // Python's tarfile and Macs write pax, whose length counts its own digits.
    const std::string path = " path=" + name + "\n";
    const std::string pax = std::to_string(path.size() + 2) + path;
    const std::vector<std::string> archives = {
        gzip(tar_record("PaxHeader", 'x', pax) + tar_record("replaced", '0', "face") + end),
        gzip(tar_record(name, '0', "face") + end), zip_of({{name, "face"}})};
    for (const std::string& archive : archives) {
        const Sandbox sandbox(archive);
        const auto extracted = sandbox.extract_all();
        INFO((extracted ? "" : extracted.error().detail));
        REQUIRE(extracted);
        CHECK(contents_of(sandbox.tree() / name) == "face");
    }
}
