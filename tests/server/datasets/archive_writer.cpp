#include "tests/server/datasets/archive_writer.hpp"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <memory>
#include <random>
#include <stdexcept>
#include <utility>
#include <zlib.h>

namespace {

la_ssize_t append(archive*, void* user, const void* bytes, std::size_t count) {
    static_cast<std::string*>(user)->append(static_cast<const char*>(bytes), count);
    return static_cast<la_ssize_t>(count);
}

void require(archive* writer, la_ssize_t result) {
    if (result < ARCHIVE_WARN) throw std::runtime_error(archive_error_string(writer));
}

void describe(archive_entry* entry, const EntryToWrite& wanted) {
    archive_entry_set_pathname(entry, wanted.path.c_str());
    archive_entry_set_perm(entry, static_cast<__LA_MODE_T>(wanted.mode));
    archive_entry_set_size(entry, 0);
    switch (wanted.type) {
        case EntryToWrite::Type::file:
            archive_entry_set_filetype(entry, AE_IFREG);
            archive_entry_set_size(entry, static_cast<la_int64_t>(wanted.contents.size() + wanted.zeros));
            break;
        case EntryToWrite::Type::folder:
            archive_entry_set_filetype(entry, AE_IFDIR);
            break;
        case EntryToWrite::Type::symlink:
            archive_entry_set_filetype(entry, AE_IFLNK);
            archive_entry_set_symlink(entry, wanted.contents.c_str());
            break;
        case EntryToWrite::Type::hard_link:
            archive_entry_set_filetype(entry, AE_IFREG);
            archive_entry_set_hardlink(entry, wanted.contents.c_str());
            break;
        case EntryToWrite::Type::pipe:
            archive_entry_set_filetype(entry, AE_IFIFO);
            break;
        case EntryToWrite::Type::character_device:
            archive_entry_set_filetype(entry, AE_IFCHR);
            archive_entry_set_rdevmajor(entry, 1);
            archive_entry_set_rdevminor(entry, 5);
            break;
    }
}

std::string write_archive(const std::vector<EntryToWrite>& entries, void (*choose_format)(archive*)) {
    std::string bytes;
    const std::unique_ptr<archive, int (*)(archive*)> writer(archive_write_new(), &archive_write_free);
    choose_format(writer.get());
    archive_write_set_bytes_in_last_block(writer.get(), 1);  // no padding
    require(writer.get(), archive_write_open(writer.get(), &bytes, nullptr, &append, nullptr));
    const std::string zeros(std::size_t{1} << 20U, '\0');
    for (const EntryToWrite& wanted : entries) {
        const std::unique_ptr<archive_entry, void (*)(archive_entry*)> entry(archive_entry_new(),
                                                                             &archive_entry_free);
        describe(entry.get(), wanted);
        require(writer.get(), archive_write_header(writer.get(), entry.get()));
        if (wanted.type != EntryToWrite::Type::file) continue;
        require(writer.get(),
                archive_write_data(writer.get(), wanted.contents.data(), wanted.contents.size()));
        for (std::size_t left = wanted.zeros; left > 0;) {
            const std::size_t count = std::min(left, zeros.size());
            require(writer.get(), archive_write_data(writer.get(), zeros.data(), count));
            left -= count;
        }
    }
    require(writer.get(), archive_write_close(writer.get()));
    return bytes;
}

}  // namespace

std::string tar_gz_of(const std::vector<EntryToWrite>& entries) {
    return write_archive(entries, [](archive* writer) {
        archive_write_set_format_pax_restricted(writer);
        archive_write_add_filter_gzip(writer);
        // Otherwise it has the second of its making, and the same entries are another archive in the next
        // one.
        archive_write_set_filter_option(writer, "gzip", "timestamp", nullptr);
    });
}

std::string tar_of(const std::vector<EntryToWrite>& entries) {
    return write_archive(entries, [](archive* writer) { archive_write_set_format_ustar(writer); });
}

std::string zip_of(const std::vector<EntryToWrite>& entries, bool compressed) {
    if (compressed) {
        return write_archive(entries, [](archive* writer) { archive_write_set_format_zip(writer); });
    }
    return write_archive(entries, [](archive* writer) {
        archive_write_set_format_zip(writer);
        archive_write_zip_set_compression_store(writer);
    });
}

std::string gzip(std::string_view bytes) {
    z_stream stream = {};
    if (::deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::runtime_error("no zlib");
    }
    std::vector<unsigned char> input(bytes.begin(), bytes.end());
    std::string output(::deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = input.data();
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<unsigned char*>(output.data());
    stream.avail_out = static_cast<uInt>(output.size());
    const int code = ::deflate(&stream, Z_FINISH);
    output.resize(stream.total_out);
    ::deflateEnd(&stream);
    if (code != Z_STREAM_END) throw std::runtime_error("zlib did not finish");
    return output;
}

std::string small_data_set(int people, int pictures, std::size_t picture_bytes) {
    std::mt19937 random(42);  // NOLINT(cert-msc51-cpp): the same archive in every run
    std::vector<EntryToWrite> entries = {{"lfw_funneled/", "", EntryToWrite::Type::folder, 0, 0755}};
    for (int person = 0; person < people; ++person) {
        const std::string name = "Person_" + std::to_string(person);
        const std::string folder = "lfw_funneled/" + name + '/';
        entries.push_back({folder, "", EntryToWrite::Type::folder, 0, 0755});
        for (int picture = 1; picture <= pictures; ++picture) {
            std::string contents(picture_bytes, '\0');
            for (char& byte : contents)
                byte = static_cast<char>(random() & 0xffU);
            std::string path = folder + name;
            path.append("_").append(std::to_string(picture)).append(".jpg");
            entries.push_back({std::move(path), std::move(contents)});
        }
    }
    return tar_gz_of(entries);
}
